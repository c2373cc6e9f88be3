import type { FolderStoreConfig, S3StoreConfig } from '../config.ts';
import { openFolderObjectStore } from './folder-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3ObjectStore } from './s3-object-store.ts';

/** Opens the store that the configuration names; dispose it to close its connections. */
export function openObjectStore(config: FolderStoreConfig | S3StoreConfig): ObjectStore {
  return config.kind === 's3' ? openS3ObjectStore(config) : openFolderObjectStore(config);
}
