-- A tile shows several queues together; none named: all.

update wallboard set tiles = (
  select jsonb_agg(
    (tile - 'queueId') || jsonb_build_object(
      'queueIds', case when tile -> 'queueId' = 'null' then '[]' else jsonb_build_array(tile -> 'queueId') end)
    order by place)
  from jsonb_array_elements(tiles) with ordinality as each (tile, place)
);
