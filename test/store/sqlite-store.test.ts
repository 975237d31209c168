import { storeContract } from '../contract/store-contract.ts';
import { newFolder, opened } from './folder.ts';

storeContract('SQLite', () => opened({ folder: newFolder() }));
