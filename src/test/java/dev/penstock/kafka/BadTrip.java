package dev.penstock.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;

/// What can be wrong with a record, so that it can never be stored.
public enum BadTrip {
  CUT_OFF,
  FOLLOWED_BY_MORE,
  NOT_UTF_8,
  A_NUMBER,
  A_LIST_OF_NUMBERS,
  TOO_DEEP,
  WITHOUT_KEY,
  NULL_KEY,
  TEXT_AS_KEY,
  WITHOUT_TIME,
  NULL_TIME,
  NO_TIME,
  TIME_OUT_OF_RANGE,
  WRONG_TYPE,
  NO_LIST,
  OUT_OF_RANGE;

  /// The value of a record that would be good otherwise.
  byte[] of(Trip trip) {
    var row = trip.json();
    String good = row.encode();
    return switch (this) {
      case CUT_OFF -> bytes(good.substring(0, good.length() / 2));
      case FOLLOWED_BY_MORE -> bytes(good + "}");
      case NOT_UTF_8 -> row.put("note", "caf\u00e9").encode().getBytes(ISO_8859_1);
      case A_NUMBER -> bytes("42");
      case A_LIST_OF_NUMBERS -> bytes("[1, 2]");
      case TOO_DEEP ->
          bytes(
              good.replace(
                  "\"note\":",
                  "\"note\":" + "[".repeat(2_000) + "]".repeat(2_000) + ",\"other\":"));
      case WITHOUT_KEY -> without(row, "driver_id");
      case NULL_KEY -> with(row, "driver_id", null);
      case TEXT_AS_KEY -> with(row, "driver_id", "the best");
      case WITHOUT_TIME -> without(row, "at");
      case NULL_TIME -> with(row, "at", null);
      case NO_TIME -> with(row, "at", "yesterday, about noon");
      case TIME_OUT_OF_RANGE -> with(row, "at", "9999-12-31T23:59:59Z");
      case WRONG_TYPE -> with(row, "fare", "a lot");
      case NO_LIST -> with(row, "route", "straight on");
      case OUT_OF_RANGE -> with(row, "passengers", 3_000_000_000L);
    };
  }

  private static byte[] with(JsonObject row, String column, Object value) {
    return bytes(row.put(column, value).encode());
  }

  private static byte[] without(JsonObject row, String column) {
    row.remove(column);
    return bytes(row.encode());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
