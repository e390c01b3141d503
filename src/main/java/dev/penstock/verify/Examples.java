package dev.penstock.verify;

import dev.penstock.encoding.EntityKeys;
import dev.penstock.encoding.FeastTimestamps;
import dev.penstock.encoding.ValueJson;
import dev.penstock.encoding.ValueJson.NonFinite;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.ByteColumn;
import dev.penstock.model.FeatureView;
import dev.penstock.model.StoredRow;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Shows entities of a view as JSON.
///
/// ```text
/// {"entity":{"rider_id":7},
///  "history_event_timestamp":"2026-01-01T00:00:00Z","online_event_timestamp":"2026-01-01T00:00:00Z",
///  "features":{"fare":{"history":9.5,"online":7.5}}}
/// ```
///
/// The features are those that differ in rows of the same time.
final class Examples {
  /// A value of more characters is cut off.
  private static final int MOST_SHOWN = 1_000;

  private static final int MOST_FEATURES = 100;
  private static final ValueJson VALUES = new ValueJson(NonFinite.TEXT);

  private final FeatureView view;

  Examples(FeatureView view) {
    this.view = view;
  }

  JsonObject of(Entity entity, Comparison found) {
    var json =
        new JsonObject()
            .put("entity", entity(entity.key()))
            .put("history_event_timestamp", time(found.history().eventTime()))
            .put(
                "online_event_timestamp",
                found.online().map(row -> time(row.eventTime())).orElse(null));
    return found.verdict() == Verdict.DIFFER ? json.put("features", features(found)) : json;
  }

  private JsonObject entity(byte[] key) {
    var shown = new JsonObject();
    if (view.hasEntities()) {
      var values = EntityKeys.values(view.joinKeys(), ByteColumn.repeated(key, 1));
      for (int at = 0; at < values.size(); at++) {
        byte[] value = values.get(at).copyOf(0);
        shown.put(view.joinKeys().get(at).name(), value(value, 0, value.length));
      }
    }
    return shown;
  }

  private JsonObject features(Comparison found) {
    var shown = new JsonObject();
    for (int feature : found.differing().stream().limit(MOST_FEATURES).toList()) {
      byte[] history = found.history().value(feature);
      shown.put(
          view.features().get(feature).name(),
          new JsonObject()
              .put("history", value(history, 0, history.length))
              .put("online", found.online().map(row -> value(row, feature)).orElse(null)));
    }
    return shown;
  }

  private static @Nullable Object value(StoredRow row, int feature) {
    return row.has(feature) ? value(row.bytes(), row.start(feature), row.length(feature)) : null;
  }

  private static @Nullable Object value(byte[] bytes, int start, int length) {
    var out = new JsonWriter();
    try {
      VALUES.write(out, bytes, start, length);
    } catch (IllegalArgumentException noValue) {
      byte[] unreadable = java.util.Arrays.copyOfRange(bytes, start, start + length);
      return cut("bytes that are no value: " + Base64.getEncoder().encodeToString(unreadable));
    }
    String json = out.toString();
    return json.length() > MOST_SHOWN ? cut(json) : Json.decodeValue(json);
  }

  private static String cut(String text) {
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
  }

  private static String time(long micros) {
    var out = new JsonWriter(32);
    FeastTimestamps.write(out, micros);
    String quoted = out.toString();
    return quoted.substring(1, quoted.length() - 1);
  }
}
