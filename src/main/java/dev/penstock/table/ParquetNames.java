package dev.penstock.table;

import dev.penstock.model.FailureKind;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushException;
import java.util.HashMap;
import java.util.List;

/// Which columns a Parquet file can have. DuckDB, which writes it, takes no empty name and none
/// with NUL, and tells no names apart that differ in the case of A to Z only: the later one it
/// would rename. Each column takes memory, however few rows there are.
final class ParquetNames {
  static final int MOST_COLUMNS = 1_000;

  private static final String OTHERS = "ask for application/json, application/x-ndjson or text/csv";

  private ParquetNames() {}

  /// - **Fails** by throwing `INVALID`, which names the columns, or `TOO_LARGE`.
  static void check(List<String> names) {
    if (names.size() > MOST_COLUMNS) {
      throw tooMany(names.size());
    }
    var seen = new HashMap<String, String>();
    for (String name : names) {
      if (name.isEmpty() || name.indexOf('\0') >= 0) {
        throw unwritable(name);
      }
      String other = seen.put(folded(name), name);
      if (other != null) {
        throw alike(other, name);
      }
    }
  }

  /// Other letters keep their case: to DuckDB, too, É and é are two names.
  private static String folded(String name) {
    var folded = new StringBuilder(name);
    for (int at = 0; at < folded.length(); at++) {
      char letter = folded.charAt(at);
      if (letter >= 'A' && letter <= 'Z') {
        folded.setCharAt(at, (char) (letter - 'A' + 'a'));
      }
    }
    return folded.toString();
  }

  private static PushException tooMany(int columns) {
    return new PushException(
        FailureKind.TOO_LARGE,
        "the answer would have %d columns, and as Parquet at most %d; ask for fewer, or %s"
            .formatted(columns, MOST_COLUMNS, OTHERS));
  }

  private static InvalidRequestException unwritable(String name) {
    return BodyFault.invalid(
        "column '%s' has %s, which a Parquet answer cannot have; rename it, or %s"
            .formatted(name, name.isEmpty() ? "no name" : "a NUL in its name", OTHERS));
  }

  private static InvalidRequestException alike(String one, String other) {
    return BodyFault.invalid(
        "columns '%s' and '%s' differ in case only, which a Parquet answer cannot have; rename one, or %s"
            .formatted(one, other, OTHERS));
  }
}
