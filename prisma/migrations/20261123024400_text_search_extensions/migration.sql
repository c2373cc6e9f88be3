-- Search by similar and by unaccented spelling. Both extensions come with PostgreSQL, but not every image has them and
-- not every account may create them; the catalog works without, so their absence is told and forgiven.
DO $$
DECLARE
  wanted text;
BEGIN
  FOR wanted IN SELECT name FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent') LOOP
    BEGIN
      EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I', wanted);
    EXCEPTION WHEN OTHERS THEN
      RAISE NOTICE 'extension % was not created: %', wanted, SQLERRM;
    END;
  END LOOP;
END
$$;
