import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { DownloadsQuery, DownloadsReport } from './downloads-schemas.ts';
import { reportDownloads } from './downloads-service.ts';
import { renderCsv } from './render-csv.ts';

const tags = ['downloads'];
const params = Type.Object({ slug: Type.String() });

export function registerDownloadsRoutes(app: App, { database }: ServerDependencies): void {
  app.get(
    '/api/shows/:slug/downloads',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: "A show's downloads, for its owner",
        params,
        querystring: DownloadsQuery,
        response: { 200: DownloadsReport },
      },
    },
    async (request) => (await reportDownloads(database, callerOf(request), request.params.slug, request.query)).report,
  );

  app.get(
    '/api/shows/:slug/downloads.csv',
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'The same as CSV (RFC 4180)',
        params,
        querystring: DownloadsQuery,
        produces: ['text/csv'],
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      const { show, by, report } = await reportDownloads(database, callerOf(request), request.params.slug, request.query);
      const fileName = `${show.slug}-downloads-${report.from}-${report.to}.csv`;
      return reply
        .header('content-type', 'text/csv; charset=utf-8; header=present')
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .send(renderCsv(report, by));
    },
  );
}
