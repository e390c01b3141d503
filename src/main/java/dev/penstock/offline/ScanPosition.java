package dev.penstock.offline;

import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.JsonWriter;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The entity that a scan has come to, by the texts of its join keys.
///
/// ```text
/// ["1001","Bern"]     or [] before the first, and for views without entities
/// ```
public record ScanPosition(List<String> keys) {
  public static final ScanPosition START = new ScanPosition(List.of());

  public ScanPosition {
    keys = List.copyOf(keys);
  }

  /// - **Fails** by throwing `INVALID` when the text is no position among entities of so many keys.
  public static ScanPosition parse(String text, int keys) {
    try {
      var position = new ScanPosition(texts(text.getBytes(StandardCharsets.UTF_8)));
      if (position.keys.isEmpty() || position.keys.size() == keys) {
        return position;
      }
    } catch (JsonException | IllegalArgumentException noTexts) {
      // As good as any other text that is no position.
    }
    throw none(text);
  }

  /// What is wrong with a text that is no position.
  public static PushException none(String text) {
    return new PushException(
        FailureKind.INVALID, "\"" + text + "\" is no position in the history of this view");
  }

  public String text() {
    var json = new JsonWriter();
    char separator = '[';
    for (String key : keys) {
      json.raw(separator);
      json.text(key);
      separator = ',';
    }
    return keys.isEmpty() ? "[]" : json + "]";
  }

  private static List<String> texts(byte[] json) {
    var reader = new JsonReader(json, 0, json.length, 2);
    expect(reader.next(), Token.ARRAY_START);
    var texts = new ArrayList<String>();
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      expect(token, Token.TEXT);
      texts.add(reader.text());
    }
    return texts;
  }

  private static void expect(Token found, Token expected) {
    if (found != expected) {
      throw new IllegalArgumentException(found + " in place of " + expected);
    }
  }
}
