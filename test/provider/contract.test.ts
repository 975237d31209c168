import { providerContract } from '../contract/provider-contract.ts';
import { serviceRig } from './service-rig.ts';

providerContract('clawdtalk, before a simulator server', (script) => serviceRig({ simulate: script }));
