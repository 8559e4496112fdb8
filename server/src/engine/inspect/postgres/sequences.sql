-- Sequences, but for those of identity columns.
SELECT format('CREATE %sSEQUENCE %s%s', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, c.oid::regclass, concat(
  CASE WHEN q.seqtypid <> 'bigint'::regtype THEN ' AS ' || format_type(q.seqtypid, NULL) END,
  ' START WITH ' || q.seqstart,
  ' INCREMENT BY ' || q.seqincrement,
  CASE WHEN q.seqmin = CASE WHEN q.seqincrement > 0 THEN 1 ELSE l.low END THEN ' NO MINVALUE' ELSE ' MINVALUE ' || q.seqmin END,
  CASE WHEN q.seqmax = CASE WHEN q.seqincrement > 0 THEN l.high ELSE -1 END THEN ' NO MAXVALUE' ELSE ' MAXVALUE ' || q.seqmax END,
  ' CACHE ' || q.seqcache,
  CASE WHEN q.seqcycle THEN ' CYCLE' END))
FROM pg_class c
JOIN {spaces} s ON s.oid = c.relnamespace
JOIN pg_sequence q ON q.seqrelid = c.oid
CROSS JOIN LATERAL (SELECT
  CASE q.seqtypid WHEN 'smallint'::regtype THEN -32768 WHEN 'integer'::regtype THEN -2147483648 ELSE -9223372036854775808 END AS low,
  CASE q.seqtypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647 ELSE 9223372036854775807 END AS high) l
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND (d.deptype = 'e' OR d.deptype = 'i' AND d.refclassid = 'pg_class'::regclass))
ORDER BY s.nspname, c.relname
