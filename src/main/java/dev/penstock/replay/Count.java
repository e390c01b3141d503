package dev.penstock.replay;

import dev.penstock.model.LetterFate.Bad;
import dev.penstock.model.LetterFate.Result;
import dev.penstock.model.LetterFate.Stored;
import io.vertx.core.json.JsonObject;

/// How many letters have come to what.
///
/// @param stale those of the stored ones that newer rows are served instead of
record Count(long stored, long stale, long bad) {
  static final Count NONE = new Count(0, 0, 0);

  static Count of(Result result) {
    return switch (result) {
      case Stored(boolean stale) -> new Count(1, stale ? 1 : 0, 0);
      case Bad(var _, var _) -> new Count(0, 0, 1);
    };
  }

  Count plus(Count more) {
    return new Count(stored + more.stored, stale + more.stale, bad + more.bad);
  }

  long read() {
    return stored + bad;
  }

  JsonObject json() {
    return new JsonObject()
        .put("read", read())
        .put("stored", stored)
        .put("stale", stale)
        .put("bad", bad);
  }

  static Count of(JsonObject json) {
    return new Count(json.getLong("stored"), json.getLong("stale"), json.getLong("bad"));
  }
}
