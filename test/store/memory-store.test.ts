import { storeContract } from '../contract/store-contract.ts';
import { memoryStore } from '../support/memory-store.ts';

storeContract('in memory', memoryStore);
