package dev.penstock.ingress.http;

import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import dev.penstock.json.TableReader;
import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.PushException;
import dev.penstock.model.RawTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the members of a request's body, and collects what FastAPI would say about them.
final class BodyFields {
  private static final int MOST_SHOWN = 1_000;

  private final byte[] body;

  /// The body as it was sent; of one too long to be shown, nothing. Text that is read into a table
  /// is unescaped in place, after which the body itself is no JSON any more.
  private final String sent;

  private final JsonReader reader;
  private final int maxRows;
  private final List<String> members;
  private final BodyProblems problems = new BodyProblems();

  /// @param members all that a body may have, in the order in which problems are told
  BodyFields(byte[] sentBody, HttpSettings settings, List<String> members) {
    this.body = withoutMark(sentBody);
    this.members = List.copyOf(members);
    this.sent = shown(body, 0, body.length);
    this.reader = new JsonReader(body, 0, body.length, settings.maxDepth());
    this.maxRows = settings.maxRows();
  }

  /// Python reads over a byte order mark, and so do we.
  private static byte[] withoutMark(byte[] body) {
    boolean marked =
        body.length > 2
            && body[0] == (byte) 0xEF
            && body[1] == (byte) 0xBB
            && body[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
  }

  /// Handles one member; its value is the next token.
  interface Member {
    void read(String name);
  }

  /// Hands every member over, in any order; the last of several of one name counts.
  ///
  /// - **Fails** by throwing `INVALID` for what is no JSON object, `TOO_LARGE` for too deep
  ///   nesting.
  void read(Member member) {
    if (body.length == 0) {
      throw refused(new Problem("missing", List.of("body"), "Field required", "null"));
    }
    try {
      if (reader.next() != Token.OBJECT_START) {
        throw notAnObject();
      }
      while (reader.next() == Token.NAME) {
        String name = reader.text();
        problems.forget(name);
        member.read(name);
      }
      if (reader.next() != Token.END) {
        throw new IllegalStateException("the reader refuses what follows");
      }
    } catch (JsonException failure) {
      throw refused(failure);
    }
  }

  void ignore() {
    var _ = reader.next();
    reader.skip();
  }

  /// The text of the member; empty when it is something else, which is remembered.
  Optional<String> text(String name) {
    var token = reader.next();
    if (token == Token.TEXT) {
      return Optional.of(reader.text());
    }
    wrong("string_type", name, "Input should be a valid string");
    return Optional.empty();
  }

  Optional<String> optionalText(String name) {
    var token = reader.next();
    if (token == Token.NULL) {
      return Optional.empty();
    }
    if (token == Token.TEXT) {
      return Optional.of(reader.text());
    }
    wrong("string_type", name, "Input should be a valid string");
    return Optional.empty();
  }

  /// A whole number; empty for null, and for something else, which is remembered.
  OptionalLong optionalInteger(String name, long least, long most) {
    return integer(name, reader.next(), least, most, "");
  }

  /// The same, or a word.
  ///
  /// @param isWord told when the member is that
  OptionalLong optionalInteger(String name, long least, long most, String word, Runnable isWord) {
    var token = reader.next();
    if (token == Token.TEXT && reader.text().equals(word)) {
      isWord.run();
      return OptionalLong.empty();
    }
    return integer(name, token, least, most, " or \"" + word + '"');
  }

  private OptionalLong integer(String name, Token token, long least, long most, String otherwise) {
    if (token == Token.INTEGER && reader.integer() >= least && reader.integer() <= most) {
      return OptionalLong.of(reader.integer());
    }
    if (token != Token.NULL) {
      wrong(
          "int_type",
          name,
          "Input should be a valid integer from " + least + " to " + most + otherwise);
    }
    return OptionalLong.empty();
  }

  /// By the lax rules of Pydantic.
  boolean bool(String name, boolean fallback) {
    String word = boolWord(reader.next());
    var truth = LaxBooleans.of(word);
    if (truth.isEmpty() && word.isEmpty()) {
      wrong("bool_type", name, "Input should be a valid boolean");
    } else if (truth.isEmpty()) {
      wrong("bool_parsing", name, LaxBooleans.MESSAGE);
    }
    return truth.orElse(fallback);
  }

  /// Empty for what could be no boolean, whatever its value.
  private String boolWord(Token token) {
    return switch (token) {
      case TRUE -> "true";
      case FALSE -> "false";
      case INTEGER -> Long.toString(reader.integer());
      case BIG_INTEGER -> "large";
      case REAL -> reader.real() == Math.rint(reader.real()) ? wholeWord(reader.real()) : "";
      case TEXT -> reader.text().isEmpty() ? "none" : reader.text();
      default -> "";
    };
  }

  private static String wholeWord(double whole) {
    return whole == 1 ? "1" : whole == 0 ? "0" : "large";
  }

  List<String> texts(String name) {
    return texts(name, reader.next());
  }

  /// Empty for null.
  Optional<List<String>> optionalTexts(String name) {
    var token = reader.next();
    return token == Token.NULL ? Optional.empty() : Optional.of(texts(name, token));
  }

  private List<String> texts(String name, Token first) {
    List<String> texts = new ArrayList<>();
    if (first != Token.ARRAY_START) {
      wrong("list_type", name, "Input should be a valid list");
      return texts;
    }
    int index = 0;
    for (var token = reader.next(); token != Token.ARRAY_END; token = reader.next()) {
      if (token == Token.TEXT) {
        texts.add(reader.text());
      } else {
        wrongElement(name, index);
      }
      index++;
    }
    return texts;
  }

  /// A table of columns in any shape.
  Optional<RawTable> table(String name, boolean doubled) {
    return object(name).map(table -> table.read(doubled));
  }

  /// A table whose columns are lists.
  Optional<RawTable> lists(String name) {
    var table = object(name);
    if (table.isEmpty()) {
      return Optional.empty();
    }
    try {
      var read = table.get().read(false);
      return noList(name, table.get()) ? Optional.empty() : Optional.of(read);
    } catch (PushException shape) {
      if (shape.kind() == FailureKind.INVALID && noList(name, table.get())) {
        return Optional.empty();
      }
      throw shape;
    }
  }

  private boolean noList(String name, TableReader table) {
    var culprits = table.thoseThatAreNoLists();
    for (String culprit : culprits) {
      problems.addOneOfMany(
          new Problem(
              "list_type", List.of("body", name, culprit), "Input should be a valid list", "null"));
    }
    return !culprits.isEmpty();
  }

  private Optional<TableReader> object(String name) {
    if (reader.next() == Token.OBJECT_START) {
      return Optional.of(new TableReader(reader, body, maxRows, name));
    }
    wrong("dict_type", name, "Input should be a valid dictionary");
    return Optional.empty();
  }

  void missing(String name) {
    problems.missing(name, sent);
  }

  /// Says what is wrong with a member that was read.
  void wrong(String type, String name, String message) {
    int start = reader.tokenStart();
    reader.skip();
    problems.add(
        new Problem(type, List.of("body", name), message, shown(body, start, reader.offset())));
  }

  /// - **Fails** by throwing `INVALID` when anything was wrong.
  void check() {
    problems.check(members);
  }

  private void wrongElement(String name, int index) {
    int start = reader.tokenStart();
    reader.skip();
    problems.addOneOfMany(
        new Problem(
            "string_type",
            List.of("body", name, index),
            "Input should be a valid string",
            shown(body, start, reader.offset())));
  }

  private static String shown(byte[] body, int start, int end) {
    return end - start > MOST_SHOWN
        ? "null"
        : new String(body, start, end - start, StandardCharsets.UTF_8);
  }

  private RuntimeException notAnObject() {
    int start = reader.tokenStart();
    reader.skip();
    int end = reader.offset();
    // What follows must be nothing; otherwise it is no JSON at all.
    var _ = reader.next();
    return refused(
        new Problem(
            "model_attributes_type",
            List.of("body"),
            "Input should be a valid dictionary or object to extract fields from",
            shown(body, start, end)));
  }

  private static RuntimeException refused(JsonException failure) {
    if (failure.tooDeep()) {
      return new PushException(
          FailureKind.TOO_LARGE, failure.getMessage() + " (setting http.maxDepth)");
    }
    return refused(
        new Problem(
            "json_invalid",
            List.of("body", failure.offset()),
            String.valueOf(failure.getMessage()),
            "{}"));
  }

  private static InvalidRequestException refused(Problem problem) {
    return new InvalidRequestException(List.of(problem), 1);
  }
}
