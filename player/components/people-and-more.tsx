import type { ComponentChildren } from 'preact';
import type { ShowDetailsOfPage } from '../../server/pages/pages-schemas.ts';

interface PeopleAndMoreProps {
  readonly of: Pick<ShowDetailsOfPage, 'people' | 'funding' | 'license' | 'locations'>;
  readonly copyright?: string | null;
}

/** Who made it, how to support them, under what licence and where. */
export function PeopleAndMore({ of: { people, funding, license, locations }, copyright = null }: PeopleAndMoreProps) {
  if (people.length + funding.length + locations.length === 0 && !license && !copyright) return null;
  return (
    <dl class="more-facts">
      {people.length > 0 && (
        <Fact name="People">
          {people.map(({ name, role, href }) => (
            <span key={`${name} ${role}`} class="person" dir="auto">
              <Link href={href}>{name}</Link>
              {role && <span class="quiet"> {role.toLowerCase()}</span>}
            </span>
          ))}
        </Fact>
      )}
      {funding.length > 0 && (
        <Fact name="Support">
          {funding.map(({ url, text }) => (
            <Link key={url} href={url}>
              {text}
            </Link>
          ))}
        </Fact>
      )}
      {locations.length > 0 && (
        <Fact name="Place">
          {locations.map(({ name }) => (
            <span key={name} dir="auto">
              {name}
            </span>
          ))}
        </Fact>
      )}
      {license && (
        <Fact name="Licence">
          <Link href={license.url}>{license.name}</Link>
        </Fact>
      )}
      {copyright && (
        <Fact name="Copyright">
          <span dir="auto">{copyright}</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Link({ href, children }: { readonly href?: string | undefined; readonly children: ComponentChildren }) {
  if (!href || !/^https?:\/\//i.test(href)) return <span dir="auto">{children}</span>;
  return (
    <a class="link" href={href} rel="noopener nofollow" dir="auto">
      {children}
    </a>
  );
}
