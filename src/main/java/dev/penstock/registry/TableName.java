package dev.penstock.registry;

import dev.penstock.model.BatchSource.Origin;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a table as SQL understands it, where Feast writes it as it is: what is not quoted is
/// the same in capitals and small letters.
///
/// ```text
/// trips   lake.trips   "Lake"."trips of 2026"
/// ```
public final class TableName {
  private static final Pattern PART =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))(\\.|$)");

  private TableName() {}

  /// The table; empty when the text is no name of one.
  public static Optional<Origin.Table> parse(String text) {
    var parts = new ArrayList<String>();
    var matcher = PART.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find()) {
      parts.add(part(matcher.group(1), matcher.group(2)));
      end = matcher.end();
    }
    if (end < text.length() || text.endsWith(".") || parts.isEmpty() || parts.size() > 2) {
      return Optional.empty();
    }
    return Optional.of(
        parts.size() == 2
            ? new Origin.Table(Optional.of(parts.getFirst()), parts.getLast())
            : new Origin.Table(Optional.empty(), parts.getFirst()));
  }

  private static String part(@Nullable String quoted, String plain) {
    return quoted == null ? plain.toLowerCase(Locale.ROOT) : quoted.replace("\"\"", "\"");
  }
}
