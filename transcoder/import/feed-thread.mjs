// The way into the thread from the sources, which Node cannot read alone; what is built (standalone/build-roles.ts)
// begins with the thread itself.
import { register } from 'tsx/esm/api';

register();
await import('./feed-thread.ts');
