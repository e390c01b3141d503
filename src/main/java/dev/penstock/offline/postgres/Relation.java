package dev.penstock.offline.postgres;

import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.postgres.TableName;
import java.util.regex.Pattern;

/// What the rows of a batch source are read from.
///
/// @param sql what follows `FROM`
/// @param isTable whether that is the name of a table or view
record Relation(String sql, boolean isTable) {
  private static final Pattern END = Pattern.compile("[;\\s]+$");

  /// - **Fails** by throwing a [PushException], `INVALID`, when PostgreSQL does not have it.
  static Relation of(BatchSource source, String defaultSchema) {
    return switch (source.origin()) {
      case Origin.Table table -> new Relation(TableName.of(table, defaultSchema).quoted(), true);
      // It may end in a comment, which ends with the line.
      case Origin.Query query ->
          new Relation("(\n" + END.matcher(query.text()).replaceFirst("") + "\n)", false);
      case Origin.Files files -> throw elsewhere(source, files.path().toString());
      case Origin.Elsewhere elsewhere -> throw elsewhere(source, elsewhere.what());
    };
  }

  private static PushException elsewhere(BatchSource source, String place) {
    return new PushException(
        FailureKind.INVALID,
        "batch source \"%s\" is in %s, which the PostgreSQL offline store cannot read"
            .formatted(source.name(), place));
  }
}
