package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;

/// Training sets of [TestServer]'s view that take long to send: each row has the one long note that
/// history has.
final class LongNotes {
  private static final int LETTERS = 5_000;

  private LongNotes() {}

  /// The body of the push that has the note kept.
  static String push() {
    var df =
        JsonObject.of(
            "rider_id", JsonArray.of(1),
            "fare", JsonArray.of(1),
            "note", JsonArray.of("n".repeat(LETTERS)),
            "at", JsonArray.of("2026-01-01"));
    return JsonObject.of("push_source_name", "rides", "to", "offline", "df", df).encode();
  }

  /// The body of a retrieval.
  static String rows(int rows) {
    return JsonObject.of(
            "features",
            JsonArray.of("of_rider:note"),
            "entities",
            JsonObject.of(
                "rider_id", new JsonArray(Collections.nCopies(rows, 1)),
                "event_timestamp", new JsonArray(Collections.nCopies(rows, "2026-01-02"))))
        .encode();
  }

  /// The same with its head; the answer has a line per row.
  static byte[] request(int rows) {
    String body = rows(rows);
    return "POST /get-historical-features HTTP/1.1\r\nHost: t\r\nAccept: application/x-ndjson\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(body.length(), body)
        .getBytes(UTF_8);
  }
}
