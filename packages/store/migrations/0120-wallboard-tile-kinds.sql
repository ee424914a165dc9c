-- A tile is a figure, a text or the course of the day.

update wallboard set tiles = (
  select coalesce(jsonb_agg(jsonb_build_object('kind', 'figure') || tile order by place), '[]'::jsonb)
  from jsonb_array_elements(tiles) with ordinality as one(tile, place)
);
