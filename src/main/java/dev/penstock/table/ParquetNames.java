package dev.penstock.table;

import dev.penstock.model.InvalidRequestException;
import java.util.HashMap;
import java.util.List;

/// Which names the columns of a Parquet file can have. DuckDB, which writes it, tells no names
/// apart that differ in the case of A to Z only: the later one it would rename.
final class ParquetNames {
  private ParquetNames() {}

  /// - **Fails** by throwing `INVALID`, which names the columns.
  static void check(List<String> names) {
    var seen = new HashMap<String, String>();
    for (String name : names) {
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

  private static InvalidRequestException alike(String one, String other) {
    return BodyFault.invalid(
        ("columns '%s' and '%s' differ in case only, which a Parquet answer cannot have; rename"
                + " one, or ask for application/json, application/x-ndjson or text/csv")
            .formatted(one, other));
  }
}
