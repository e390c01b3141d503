package dev.penstock.online.postgres;

import dev.penstock.config.OnlineConfig;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.FeatureView;
import dev.penstock.model.PushException;
import dev.penstock.online.postgres.Catalogue.Existing;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which table belongs to which view.
final class Tables {
  /// A statement has up to four parameters for each feature, and PostgreSQL joins no more than
  /// 1,664 columns.
  private static final int MOST_FEATURES = 400;

  private final Catalogue catalogue;
  private final OnlineConfig.Postgres config;
  private final FeastTimes times;

  // Replaced as a whole. Views that are no longer defined stay: rows of theirs may be under way.
  private volatile Map<String, ViewTable> current = Map.of();

  Tables(Catalogue catalogue, OnlineConfig.Postgres config) {
    this.catalogue = catalogue;
    this.config = config;
    this.times = new FeastTimes(config.shiftedTimeZone());
  }

  /// The table of a view for which the store was prepared.
  ViewTable of(FeatureView view) {
    ViewTable table = current.get(view.name());
    if (table == null) {
      throw new PushException(
          FailureKind.DEFECT,
          "the PostgreSQL online store was not prepared for feature view \"" + view.name() + "\"");
    }
    return table;
  }

  /// Fails with `SCHEMA_MISSING`, naming everything that is missing and not to be created.
  Future<Void> verify(Definitions definitions) {
    return existing(definitions).mapEmpty();
  }

  /// Creates what is missing, where that is allowed, and takes the tables into use.
  Future<Void> prepare(Definitions definitions) {
    return existing(definitions)
        .compose(existing -> created(definitions, existing))
        .map(existing -> {
          use(definitions, existing);
          return null;
        });
  }

  /// The tables that look like the project's and belong to no view, sorted.
  Future<List<String>> undefined(Definitions definitions) {
    var known = new HashSet<String>();
    // Whether a view is served or not, its table is its own.
    definitions.views().values().forEach(view -> known.add(name(definitions, view).table()));
    return catalogue
        .likeFeasts(config.server().schema(), definitions.project() + "_")
        .map(tables ->
            tables.stream()
                .filter(table -> !known.contains(table) && !known.contains(unversioned(table)))
                .map(table -> new TableName(config.server().schema(), table).toString())
                .toList());
  }

  private Future<Map<String, Existing>> existing(Definitions definitions) {
    var contradictions = contradictions(definitions);
    if (!contradictions.isEmpty()) {
      return Future.failedFuture(
          new PushException(FailureKind.INVALID, String.join("; ", contradictions)));
    }
    return look(definitions)
        .map(existing -> {
          refuseMissing(definitions, existing);
          return existing;
        });
  }

  private Future<Map<String, Existing>> look(Definitions definitions) {
    return catalogue.tables(
        config.server().schema(),
        views(definitions).stream().map(view -> name(definitions, view).table()).toList());
  }

  private Future<Map<String, Existing>> created(
      Definitions definitions, Map<String, Existing> existing) {
    var statements =
        views(definitions).stream()
            .filter(view -> !existing.containsKey(name(definitions, view).table()))
            .map(view -> FeastDdl.table(name(definitions, view), view, config.vectors()))
            .toList();
    return statements.isEmpty()
        ? Future.succeededFuture(existing)
        : catalogue.create(config.server().schema(), statements).compose(done -> look(definitions));
  }

  private void use(Definitions definitions, Map<String, Existing> existing) {
    var usable = new HashMap<>(current);
    var leases = new LeaseSql(config.server().schema(), definitions.project());
    for (FeatureView view : views(definitions)) {
      TableName name = name(definitions, view);
      Existing found = existing.get(name.table());
      if (found != null) {
        var table = FeastTable.of(name, found.columns(), config.vectors());
        usable.put(view.name(), new ViewTable(table, times, leases, config.entityKeyVersion()));
      }
    }
    current = Map.copyOf(usable);
  }

  private void refuseMissing(Definitions definitions, Map<String, Existing> existing) {
    var missing = new ArrayList<String>();
    var problems = new ArrayList<String>();
    for (FeatureView view : views(definitions)) {
      TableName name = name(definitions, view);
      Existing found = existing.get(name.table());
      if (found == null) {
        missing.add(name.quoted());
      } else {
        FeastTable.missing(found.columns())
            .forEach(column -> problems.add(name.quoted() + " has no column " + column));
        if (!found.keyed()) {
          problems.add(name.quoted() + " has no primary key of entity_key and feature_name");
        }
      }
    }
    if (!missing.isEmpty() && !config.server().createTables()) {
      problems.add(
          "there is no table "
              + String.join(", ", missing)
              + "; run `feast apply`, or set createTables to true");
    }
    if (!problems.isEmpty()) {
      throw new PushException(
          FailureKind.SCHEMA_MISSING,
          PostgresOnlineStore.NAME
              + ", database "
              + config.server().database()
              + ": "
              + String.join("; ", problems));
    }
  }

  private List<String> contradictions(Definitions definitions) {
    var found = new ArrayList<String>();
    Map<String, List<FeatureView>> byTable =
        views(definitions).stream()
            .collect(Collectors.groupingBy(view -> name(definitions, view).table()));
    byTable.forEach((table, views) -> {
      if (views.size() > 1) {
        String names = views.stream().map(FeatureView::name).collect(Collectors.joining(", "));
        found.add(
            "feature views " + names + " would share table " + table + "; rename all but one");
      }
    });
    for (FeatureView view : views(definitions)) {
      if (view.features().size() > MOST_FEATURES) {
        found.add(
            "feature view \"%s\" has %d features; PostgreSQL takes at most %d, so split it"
                .formatted(view.name(), view.features().size(), MOST_FEATURES));
      }
    }
    return found;
  }

  /// The table of a view (contract 4.1).
  private TableName name(Definitions definitions, FeatureView view) {
    String table = TableName.shortened(definitions.project() + "_" + view.name());
    return new TableName(config.server().schema(), table);
  }

  private static List<FeatureView> views(Definitions definitions) {
    return definitions.views().values().stream()
        .filter(FeatureView::online)
        .sorted(Comparator.comparing(FeatureView::name))
        .toList();
  }

  /// Feast adds the version where it keeps several.
  private static String unversioned(String table) {
    return table.replaceFirst("_v[0-9]+$", "");
  }
}
