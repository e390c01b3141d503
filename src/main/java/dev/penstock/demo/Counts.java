package dev.penstock.demo;

import io.vertx.core.json.JsonObject;

/// What one target said of its rows.
record Counts(long written, long stale) {
  Counts plus(JsonObject target) {
    return new Counts(written + target.getLong("written"), stale + target.getLong("stale", 0L));
  }

  long rows() {
    return written + stale;
  }
}
