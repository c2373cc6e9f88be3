import { Readable } from 'node:stream';
import { openFolderObjectStore } from '../../../core/object-storage/folder-object-store.ts';

/** For folder-object-store.test.ts, which kills this process: puts a body that never ends. */
const [root = '', key = ''] = process.argv.slice(2);
const store = openFolderObjectStore({ kind: 'folder', root, publicUrl: 'http://127.0.0.1', secret: 'secret' });
const body = Readable.from(
  (function* () {
    for (let number = 0; ; number += 1) {
      if (number === 10) process.stdout.write('writing\n');
      yield Buffer.alloc(1000, number);
    }
  })(),
);
await store.put(key, body, { contentType: 'text/plain' });
