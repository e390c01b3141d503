package dev.penstock.online.sqlite;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which table belongs to which view.
final class Tables {
  /// A statement has up to three parameters for each feature, of 32,766 in all.
  private static final int MOST_FEATURES = 8_000;

  private final OnlineConfig.Sqlite config;
  private final Turns turns;

  // Both are replaced as a whole. Views that are no longer defined stay in use: rows of theirs may
  // be under way.
  private volatile Map<String, ViewTable> current = Map.of();
  private volatile @Nullable Prepared prepared;

  /// @param file that has the tables of the definitions
  private record Prepared(Definitions definitions, Object file) {}

  Tables(OnlineConfig.Sqlite config, Turns turns) {
    this.config = config;
    this.turns = turns;
  }

  /// The statements about a view for which the store was prepared.
  ViewSql of(FeatureView view) {
    ViewTable table = current.get(view.name());
    if (table == null) {
      throw new PushException(
          FailureKind.DEFECT,
          "the SQLite online store was not prepared for feature view \"" + view.name() + "\"");
    }
    return table.sql(view.features());
  }

  /// Fails with `INVALID` or `SCHEMA_MISSING`, naming everything that is wrong.
  void verify(Session session, Definitions definitions) throws SQLException {
    var _ = existing(session, definitions);
  }

  /// Creates what is missing, where that is allowed, and takes the tables into use.
  void prepare(Session session, Definitions definitions) throws SQLException {
    Catalogue catalog = existing(session, definitions);
    if (create(session, definitions, catalog)) {
      catalog = Catalogue.read(session);
    }
    use(definitions, catalog);
    prepared = new Prepared(definitions, session.file());
  }

  /// Creates the tables again in a file that has taken the place of the one that they were in.
  void restore(Session session) throws SQLException {
    Prepared last = prepared;
    if (last != null && !last.file().equals(session.file())) {
      var _ = create(session, last.definitions(), Catalogue.read(session));
      prepared = new Prepared(last.definitions(), session.file());
    }
  }

  /// The tables that look like the project's and belong to no view, sorted.
  List<String> undefined(Session session, Definitions definitions) throws SQLException {
    var known = new HashSet<String>();
    // Whether a view is served or not, its table is its own.
    definitions
        .views()
        .keySet()
        .forEach(view -> known.add(Catalogue.folded(FeastTable.name(definitions.project(), view))));
    String prefix = Catalogue.folded(FeastTable.name(definitions.project(), ""));
    return Catalogue.read(session).tables().entrySet().stream()
        .filter(table -> table.getKey().startsWith(prefix))
        .filter(table -> FeastTable.isOne(table.getValue().columns()))
        .filter(table -> !known.contains(table.getKey()))
        .filter(table -> !known.contains(FeastTable.unversioned(table.getKey())))
        .map(table -> table.getValue().name())
        .sorted()
        .toList();
  }

  private Catalogue existing(Session session, Definitions definitions) throws SQLException {
    var contradictions = contradictions(definitions);
    if (!contradictions.isEmpty()) {
      throw new PushException(FailureKind.INVALID, String.join("; ", contradictions));
    }
    var catalog = Catalogue.read(session);
    var problems = problems(definitions, catalog);
    if (!problems.isEmpty()) {
      throw new PushException(
          FailureKind.SCHEMA_MISSING,
          "the SQLite online store " + config.path() + ": " + String.join("; ", problems));
    }
    return catalog;
  }

  private List<String> problems(Definitions definitions, Catalogue catalog) {
    var problems = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (String name : names(definitions)) {
      var found = catalog.table(name);
      if (found == null) {
        missing.add(FeastTable.quoted(name));
      } else {
        FeastTable.problems(found.name(), found.columns()).forEach(problems::add);
      }
    }
    if (!missing.isEmpty() && !config.createTables()) {
      problems.add(
          "there is no table "
              + String.join(", ", missing)
              + "; run `feast apply`, or set createTables to true");
    }
    return problems;
  }

  /// Creates what the catalogue lacks, all or nothing; tells whether there was anything.
  private boolean create(Session session, Definitions definitions, Catalogue catalog)
      throws SQLException {
    var statements = creations(definitions, catalog);
    if (statements.isEmpty()) {
      return false;
    }
    turns.begin(session);
    try {
      for (String statement : statements) {
        session.run(statement);
      }
      turns.commit(session);
    } finally {
      turns.end();
    }
    return true;
  }

  private List<String> creations(Definitions definitions, Catalogue catalog) {
    var names = names(definitions);
    var folded = new HashSet<>(names.stream().map(Catalogue::folded).toList());
    var statements = new ArrayList<String>();
    for (String name : names) {
      if (!catalog.has(name) && config.createTables()) {
        statements.add(FeastTable.creation(name));
        // Feast cannot have the index where a view's table is called like it.
        String index = FeastTable.indexName(name);
        if (!folded.contains(Catalogue.folded(index)) && !catalog.has(index)) {
          statements.add(FeastTable.indexCreation(name));
        }
      }
      if (!catalog.has(FeastTable.timesName(name))) {
        statements.add(FeastTable.timesCreation(name));
      }
    }
    return statements;
  }

  private void use(Definitions definitions, Catalogue catalog) {
    var usable = new HashMap<>(current);
    var times = new StoredTimes(new FeastTimes(config.shiftedTimeZone()));
    for (FeatureView view : views(definitions)) {
      var found = catalog.table(FeastTable.name(definitions.project(), view.name()));
      if (found != null) {
        usable.put(view.name(), new ViewTable(FeastTable.of(found.name(), found.columns()), times));
      }
    }
    current = Map.copyOf(usable);
  }

  private static List<String> contradictions(Definitions definitions) {
    var found = new ArrayList<String>();
    views(definitions).stream()
        .collect(
            groupingBy(
                view -> Catalogue.folded(FeastTable.name(definitions.project(), view.name()))))
        .forEach((table, views) -> {
          if (views.size() > 1) {
            found.add(
                "feature views %s would share a table, as SQLite takes capital letters for small ones; rename all but one"
                    .formatted(views.stream().map(FeatureView::name).collect(joining(", "))));
          }
        });
    for (FeatureView view : views(definitions)) {
      if (view.features().size() > MOST_FEATURES) {
        found.add(
            "feature view \"%s\" has %d features; SQLite takes at most %d, so split it"
                .formatted(view.name(), view.features().size(), MOST_FEATURES));
      }
    }
    return found;
  }

  private static List<String> names(Definitions definitions) {
    return views(definitions).stream()
        .map(view -> FeastTable.name(definitions.project(), view.name()))
        .toList();
  }

  private static List<FeatureView> views(Definitions definitions) {
    return definitions.views().values().stream()
        .filter(FeatureView::online)
        .sorted(Comparator.comparing(FeatureView::name))
        .toList();
  }
}
