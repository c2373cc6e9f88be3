import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface ScratchDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
}

/**
 * Makes a database of its own on the server that a URL names, empty or a copy of the `template` database; dispose it
 * to drop it again.
 */
export async function createScratchDatabase(serverUrl: string, { template = 'template0' } = {}): Promise<ScratchDatabase> {
  const name = `rostrum_scratch_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await runStatement(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    name,
    url: url.href,
    [Symbol.asyncDispose]: () => runStatement(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function runStatement(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
