import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../prisma/generated/client.ts';
import type { Logger } from './logger.ts';

export type Database = PrismaClient;

/** A transaction of the database, or the database itself: what a query needs. */
export type Queryable = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>;

export interface DatabaseConnection extends AsyncDisposable {
  readonly database: Database;
}

const MAX_CONNECTIONS = 10;

/** Opens a pool of connections; dispose it to close them. */
export function openDatabase(url: string, logger: Logger): DatabaseConnection {
  const pool = new pg.Pool({ connectionString: url, max: MAX_CONNECTIONS });
  // Without a listener an idle connection's end (the database restarts) would end this process.
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  const database = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    database,
    async [Symbol.asyncDispose]() {
      await database.$disconnect();
      await pool.end();
    },
  };
}

/** Throws unless the database answers. For the readiness check. */
export async function pingDatabase(database: Queryable): Promise<void> {
  await database.$queryRaw`SELECT 1`;
}
