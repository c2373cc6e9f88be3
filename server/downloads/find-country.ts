import { type CountryResponse, open } from 'maxmind';
import type { Logger } from '../../core/logger.ts';

/** ISO 3166's two letters for the country of an address, or `ZZ` where nobody knows. */
export type FindCountry = (address: string) => string;

const UNKNOWN_COUNTRY = 'ZZ';

/**
 * Opens a MaxMind database of countries or cities. A file that cannot be read costs the countries, not the downloads:
 * it is warned of, and every country is `ZZ`.
 */
export async function openCountryFinder(file: string | null, logger: Logger): Promise<FindCountry> {
  if (file === null) return () => UNKNOWN_COUNTRY;
  try {
    const reader = await open<CountryResponse>(file);
    return (address) => {
      const found = reader.get(address);
      return found?.country?.iso_code ?? found?.registered_country?.iso_code ?? UNKNOWN_COUNTRY;
    };
  } catch (error) {
    logger.warn({ err: error, file }, 'the GeoIP file cannot be read; downloads are counted without countries');
    return () => UNKNOWN_COUNTRY;
  }
}
