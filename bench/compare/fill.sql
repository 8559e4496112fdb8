-- Three rows for each table, as far as its constraints allow; what refuses stays empty. Foreign keys are not looked at.
SET session_replication_role = replica;
SET check_function_bodies = off;
DO $$
DECLARE t record; names text; vals text; n int;
BEGIN
  FOR t IN SELECT c.oid FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
            WHERE c.relkind = 'r' AND NOT c.relispartition AND s.nspname !~ '^pg_' AND s.nspname <> 'information_schema' LOOP
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
           string_agg(CASE
             WHEN ty.typtype = 'e' THEN quote_literal((SELECT enumlabel FROM pg_enum WHERE enumtypid = ty.oid ORDER BY enumsortorder LIMIT 1)) || '::' || ty.oid::regtype
             WHEN ty.typcategory = 'N' THEN '%1$s'
             WHEN ty.typcategory = 'B' THEN 'true'
             WHEN ty.typname = 'uuid' THEN 'gen_random_uuid()'
             WHEN ty.typcategory = 'D' THEN '(date ''2026-01-01'' + %1$s)::' || ty.oid::regtype
             WHEN ty.typname IN ('varchar', 'bpchar') AND atttypmod BETWEEN 5 AND 8 THEN quote_literal('r') || '|| %1$s % 9'
             WHEN ty.typcategory = 'S' THEN '''row ''|| %1$s'
             WHEN ty.typcategory = 'A' THEN '''{}''::' || ty.oid::regtype
             WHEN ty.typname IN ('json', 'jsonb') THEN '''{"row": ''|| %1$s ||''}''' || '::' || ty.typname
             ELSE 'NULL' END, ', ' ORDER BY attnum)
      INTO names, vals
      FROM pg_attribute a JOIN pg_type ty ON ty.oid = a.atttypid
     WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a';
    vals := replace(replace(vals, '''{"row": ''|| %1$s ||''}''', '(''{"row": 1}'')'), ' % 9', ' %% 9');
    FOR n IN 1..3 LOOP
      BEGIN
        EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', t.oid::regclass, names, replace(replace(vals, '%1$s', n::text), '%%', '%'));
      EXCEPTION WHEN OTHERS THEN NULL;
      END;
    END LOOP;
  END LOOP;
END $$;
