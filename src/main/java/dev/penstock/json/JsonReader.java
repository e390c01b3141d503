package dev.penstock.json;

import java.nio.charset.StandardCharsets;

/// Reads JSON text token by token. The text itself is never changed.
///
/// Accepts what RFC 8259 does, in UTF-8, and the bare tokens `NaN`, `Infinity` and `-Infinity` as
/// Python does. Integers that fit 64 bits are exact; larger ones are handed over as their digits.
/// Every method throws [JsonException] at the first byte that is not JSON.
public final class JsonReader {
  /// What [#next()] found. A number or text is held until the following call.
  public enum Token {
    OBJECT_START,
    OBJECT_END,
    ARRAY_START,
    ARRAY_END,
    /// The name of a member; its value follows.
    NAME,
    TEXT,
    INTEGER,
    BIG_INTEGER,
    REAL,
    TRUE,
    FALSE,
    NULL,
    /// The end of the text.
    END
  }

  private enum Expected {
    VALUE,
    FIRST_ELEMENT,
    FIRST_NAME,
    SEPARATOR
  }

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final JsonNesting nesting;
  private final JsonText texts;
  private Expected expected = Expected.VALUE;
  private Token token = Token.END;
  private int position;
  private int tokenStart;
  private long integer;
  private double real;

  /// @param maxDepth how many arrays and objects may be open at once
  public JsonReader(byte[] bytes, int start, int end, int maxDepth) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.position = start;
    this.nesting = new JsonNesting(maxDepth);
    this.texts = new JsonText(bytes, start, end);
  }

  /// The integer of an `INTEGER`.
  public long integer() {
    return integer;
  }

  /// The number of a `REAL`.
  public double real() {
    return real;
  }

  /// The array that the text of a `NAME`, `TEXT` or `BIG_INTEGER` lies in, unescaped: the text
  /// being read, or a buffer that the next token overwrites.
  public byte[] textBytes() {
    return texts.bytes();
  }

  /// Whether the text lies in the text being read, so that it may be kept by its place.
  public boolean isTextInPlace() {
    return texts.isSlice();
  }

  public int textStart() {
    return texts.start();
  }

  public int textLength() {
    return texts.length();
  }

  public String text() {
    return new String(texts.bytes(), texts.start(), texts.length(), StandardCharsets.UTF_8);
  }

  /// Where the current token starts in the array, a quote included.
  public int tokenStart() {
    return tokenStart;
  }

  /// Where the next token is looked for: right behind the current one (a name's colon included).
  public int offset() {
    return position;
  }

  public Token next() {
    token = advance(true);
    return token;
  }

  /// Passes over the rest of the value whose first token was just read, checking it.
  public void skip() {
    if (token != Token.ARRAY_START && token != Token.OBJECT_START) {
      return;
    }
    int outside = nesting.depth() - 1;
    while (nesting.depth() > outside) {
      token = advance(false);
    }
  }

  private Token advance(boolean unescape) {
    passSpace();
    return switch (expected) {
      case VALUE -> value(unescape);
      case FIRST_ELEMENT -> at(']') ? close(Token.ARRAY_END) : value(unescape);
      case FIRST_NAME -> at('}') ? close(Token.OBJECT_END) : name(unescape);
      case SEPARATOR -> separated(unescape);
    };
  }

  private Token separated(boolean unescape) {
    if (nesting.depth() == 0) {
      if (position < end) {
        throw malformed("Extra data");
      }
      tokenStart = position;
      return Token.END;
    }
    boolean object = nesting.inObject();
    if (at(object ? '}' : ']')) {
      return close(object ? Token.OBJECT_END : Token.ARRAY_END);
    }
    if (!at(',')) {
      throw malformed("Expecting ',' delimiter");
    }
    position++;
    passSpace();
    return object ? name(unescape) : value(unescape);
  }

  private Token name(boolean unescape) {
    if (!at('"')) {
      throw malformed("Expecting property name enclosed in double quotes");
    }
    tokenStart = position;
    position = texts.read(position, unescape);
    passSpace();
    if (!at(':')) {
      throw malformed("Expecting ':' delimiter");
    }
    position++;
    expected = Expected.VALUE;
    return Token.NAME;
  }

  private Token value(boolean unescape) {
    if (position == end) {
      throw malformed("Expecting value");
    }
    tokenStart = position;
    expected = Expected.SEPARATOR;
    return switch (bytes[position]) {
      case '{' -> open(true);
      case '[' -> open(false);
      case '"' -> {
        position = texts.read(position, unescape);
        yield Token.TEXT;
      }
      case 't' -> word("true", Token.TRUE);
      case 'f' -> word("false", Token.FALSE);
      case 'n' -> word("null", Token.NULL);
      case 'N' -> special("NaN", Double.NaN);
      case 'I' -> special("Infinity", Double.POSITIVE_INFINITY);
      case '-' ->
          position + 1 < end && bytes[position + 1] == 'I'
              ? special("-Infinity", Double.NEGATIVE_INFINITY)
              : number();
      case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw malformed("Expecting value");
    };
  }

  private Token open(boolean object) {
    if (!nesting.open(object)) {
      throw JsonException.tooDeep(position - start, nesting.maxDepth());
    }
    expected = object ? Expected.FIRST_NAME : Expected.FIRST_ELEMENT;
    position++;
    return object ? Token.OBJECT_START : Token.ARRAY_START;
  }

  private Token close(Token closed) {
    tokenStart = position++;
    nesting.close();
    expected = Expected.SEPARATOR;
    return closed;
  }

  private Token special(String word, double value) {
    real = value;
    return word(word, Token.REAL);
  }

  private Token word(String word, Token meaning) {
    for (int i = 0; i < word.length(); i++) {
      if (position + i >= end || bytes[position + i] != word.charAt(i)) {
        throw malformed("Expecting value");
      }
    }
    position += word.length();
    return meaning;
  }

  private Token number() {
    var number = JsonNumber.read(bytes, position, end);
    if (number.end() < 0) {
      throw malformed("Expecting value");
    }
    position = number.end();
    switch (number.token()) {
      case INTEGER -> integer = number.integer();
      case REAL -> real = number.real();
      default -> texts.slice(tokenStart, position);
    }
    return number.token();
  }

  private boolean at(char expectedByte) {
    return position < end && bytes[position] == expectedByte;
  }

  private void passSpace() {
    position = JsonSpace.end(bytes, position, end);
  }

  private JsonException malformed(String message) {
    return JsonException.malformed(position - start, message);
  }
}
