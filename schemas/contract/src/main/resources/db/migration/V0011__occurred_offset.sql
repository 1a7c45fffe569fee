-- Minutes that the clocks were ahead of UTC where an episode happened, where its producer said so. occurred_at is a moment and has forgotten it;
-- the day on which something happened is that of the place.
ALTER TABLE episodes ADD COLUMN occurred_offset smallint;
