-- Comments on everything that is read here.
SELECT 'COMMENT ON ' || CASE
    WHEN d.objsubid > 0 THEN 'COLUMN ' || i.identity
    WHEN i.type = 'table constraint' THEN 'CONSTRAINT ' || i.identity
    WHEN i.type = 'domain constraint' THEN 'CONSTRAINT ' || regexp_replace(i.identity, ' on (?=[^ ]+$|.*"$)', ' ON DOMAIN ')
    WHEN i.type = 'statistics object' THEN 'STATISTICS ' || i.identity
    WHEN i.type = 'composite type' THEN 'TYPE ' || i.identity
    WHEN d.classoid = 'pg_opclass'::regclass OR d.classoid = 'pg_opfamily'::regclass THEN upper(i.type) || ' ' || i.identity
    WHEN d.classoid = 'pg_operator'::regclass THEN 'OPERATOR ' || d.objoid::regoperator
    WHEN d.classoid = 'pg_foreign_server'::regclass THEN 'SERVER ' || i.identity
    WHEN i.type = 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER ' || i.identity
    WHEN i.type = 'aggregate' THEN 'AGGREGATE ' || regexp_replace(i.identity, '\(\)$', '(*)')
    ELSE upper(i.type) || ' ' || i.identity
  END || ' IS ' || quote_literal(d.description)
FROM pg_description d
CROSS JOIN LATERAL (
  SELECT CASE d.classoid
    WHEN 'pg_class'::regclass THEN (SELECT relnamespace FROM pg_class WHERE oid = d.objoid)
    WHEN 'pg_type'::regclass THEN (SELECT typnamespace FROM pg_type WHERE oid = d.objoid)
    WHEN 'pg_proc'::regclass THEN (SELECT pronamespace FROM pg_proc WHERE oid = d.objoid)
    WHEN 'pg_constraint'::regclass THEN (SELECT connamespace FROM pg_constraint WHERE oid = d.objoid)
    WHEN 'pg_trigger'::regclass THEN (SELECT c.relnamespace FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.oid = d.objoid)
    WHEN 'pg_rewrite'::regclass THEN (SELECT c.relnamespace FROM pg_rewrite t JOIN pg_class c ON c.oid = t.ev_class WHERE t.oid = d.objoid)
    WHEN 'pg_policy'::regclass THEN (SELECT c.relnamespace FROM pg_policy t JOIN pg_class c ON c.oid = t.polrelid WHERE t.oid = d.objoid)
    WHEN 'pg_namespace'::regclass THEN d.objoid
    WHEN 'pg_statistic_ext'::regclass THEN (SELECT stxnamespace FROM pg_statistic_ext WHERE oid = d.objoid)
    WHEN 'pg_collation'::regclass THEN (SELECT collnamespace FROM pg_collation WHERE oid = d.objoid)
    WHEN 'pg_operator'::regclass THEN (SELECT oprnamespace FROM pg_operator WHERE oid = d.objoid)
    WHEN 'pg_ts_config'::regclass THEN (SELECT cfgnamespace FROM pg_ts_config WHERE oid = d.objoid)
    WHEN 'pg_ts_dict'::regclass THEN (SELECT dictnamespace FROM pg_ts_dict WHERE oid = d.objoid)
  END AS oid) s
CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE d.classoid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass,
    'pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_namespace'::regclass, 'pg_statistic_ext'::regclass, 'pg_collation'::regclass,
    'pg_operator'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass, 'pg_event_trigger'::regclass, 'pg_cast'::regclass,
    'pg_extension'::regclass, 'pg_foreign_data_wrapper'::regclass, 'pg_foreign_server'::regclass)
  AND (s.oid IN (SELECT x.oid FROM {spaces} x)
    OR d.classoid = 'pg_extension'::regclass
    OR {whole} AND d.objoid >= 16384 AND d.classoid IN ('pg_cast'::regclass, 'pg_event_trigger'::regclass,
      'pg_foreign_data_wrapper'::regclass, 'pg_foreign_server'::regclass))
  -- What every database is made with says itself.
  AND NOT (d.classoid = 'pg_namespace'::regclass AND i.identity = 'public' AND d.description = 'standard public schema')
  AND NOT (d.classoid = 'pg_extension'::regclass AND i.identity = 'plpgsql')
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
ORDER BY d.classoid, i.identity COLLATE "C", d.objsubid
