-- Every thing in the catalogs that a person could have said in DDL, one line each, without oids and order.
-- The order of columns is not part of it: PostgreSQL cannot change it.
WITH mine AS (
  SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
)
SELECT replace(line, E'\n', ' ') AS line FROM (
  SELECT format('schema %I', nspname) AS line FROM pg_namespace
   WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL
  SELECT format('%s %s persistence=%s options=%s partkey=%s bound=%s rls=%s/%s comment=%s',
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'v' THEN 'view' WHEN 'm' THEN 'matview'
      WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite' ELSE c.relkind::text END,
    c.oid::regclass, c.relpersistence, c.reloptions, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
    c.relrowsecurity, c.relforcerowsecurity, obj_description(c.oid, 'pg_class'))
    FROM pg_class c WHERE c.relkind IN ('r','p','v','m','S','c') AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('column %s.%I %s notnull=%s default=%s identity=%s generated=%s collation=%s storage=%s statistics=%s comment=%s',
    a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
    a.attidentity, a.attgenerated, NULLIF(a.attcollation, t.typcollation)::regcollation, a.attstorage,
    a.attstattarget, col_description(a.attrelid, a.attnum))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE c.relkind IN ('r','p','v','m','c') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('view body %s %s', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c
   WHERE c.relkind IN ('v','m') AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('inherits %s %s', inhrelid::regclass, inhparent::regclass) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE c.relnamespace IN (SELECT oid FROM mine) AND c.relkind IN ('r','p')
  UNION ALL
  SELECT format('constraint %s.%I %s validated=%s comment=%s', COALESCE(NULLIF(conrelid, 0)::regclass::text, contypid::regtype::text),
    conname, pg_get_constraintdef(oid), convalidated, obj_description(oid, 'pg_constraint'))
    FROM pg_constraint WHERE contype <> 't' AND connamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('index %s comment=%s', pg_get_indexdef(i.indexrelid), obj_description(i.indexrelid, 'pg_class'))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('sequence %s %s start=%s by=%s min=%s max=%s cache=%s cycle=%s owner=%s', s.seqrelid::regclass, format_type(s.seqtypid, NULL),
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
    (SELECT d.refobjid::regclass || '.' || a.attname FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a','i')))
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('function %s %s comment=%s', p.oid::regprocedure,
    CASE WHEN p.prokind = 'a' THEN a.aggtransfn::text ELSE pg_get_functiondef(p.oid) END, obj_description(p.oid, 'pg_proc'))
    FROM pg_proc p LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid WHERE p.pronamespace IN (SELECT oid FROM mine)
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  UNION ALL
  SELECT format('trigger %s enabled=%s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE NOT t.tgisinternal AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('rule %s', pg_get_ruledef(r.oid)) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
   WHERE r.rulename <> '_RETURN' AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('policy %s on %s %s %s %s using=%s check=%s', polname, polrelid::regclass, polcmd, polpermissive, polroles::regrole[],
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
  UNION ALL
  SELECT format('type %s %s base=%s notnull=%s default=%s values=%s comment=%s', t.oid::regtype, t.typtype,
    format_type(NULLIF(t.typbasetype, 0), t.typtypmod), t.typnotnull, t.typdefault,
    (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), obj_description(t.oid, 'pg_type'))
    FROM pg_type t WHERE t.typtype IN ('e','d','r') AND t.typnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('grants %s %s', c.oid::regclass, (SELECT array_agg(x::text ORDER BY x::text) FROM unnest(c.relacl) AS x)) FROM pg_class c
   WHERE c.relacl IS NOT NULL AND c.relnamespace IN (SELECT oid FROM mine)
  UNION ALL
  SELECT format('extension %I', extname) FROM pg_extension
) AS all_lines ORDER BY line
