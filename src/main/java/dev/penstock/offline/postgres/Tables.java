package dev.penstock.offline.postgres;

import dev.penstock.config.PostgresConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables of the batch sources that pushes go to.
final class Tables {
  private final PostgresClient client;
  private final PostgresConfig config;
  private final Identities identities;
  private volatile Targets targets = new Targets(Map.of(), Map.of());

  /// @param before those of the snapshot before, of which rows may still be under way
  private record Targets(Map<BatchSource, Target> current, Map<BatchSource, Target> before) {}

  Tables(PostgresClient client, PostgresConfig config, Identities identities) {
    this.client = client;
    this.config = config;
    this.identities = identities;
  }

  /// Where the rows of a source go.
  Target target(BatchSource source) {
    var known = targets;
    var target = known.current().get(source);
    if (target == null) {
      target = known.before().get(source);
    }
    if (target == null) {
      throw new PushException(
          FailureKind.DEFECT,
          "the PostgreSQL offline store was not prepared for batch source \""
              + source.name()
              + '"');
    }
    return target;
  }

  Future<Void> verify(Definitions definitions) {
    var sources = sources(definitions);
    return read(sources).map(found -> checked(found, sources, config.createTables())).mapEmpty();
  }

  /// Creates what is missing, if that is allowed, in one transaction.
  Future<Void> prepare(Definitions definitions) {
    var sources = sources(definitions);
    return read(sources)
        .map(found -> checked(found, sources, config.createTables()))
        .compose(found -> create(found, sources))
        .compose(created -> read(sources))
        .map(found -> checked(found, sources, false))
        .map(found -> {
          targets = new Targets(targets(found, sources), targets.current());
          return null;
        });
  }

  private static List<BatchSource> sources(Definitions definitions) {
    return definitions.pushSources().values().stream()
        .map(PushSource::batchSource)
        .distinct()
        .sorted(Comparator.comparing(BatchSource::name))
        .toList();
  }

  private Future<Catalogue> read(List<BatchSource> sources) {
    var names = new ArrayList<TableName>();
    names.add(identities.table());
    for (BatchSource source : sources) {
      if (source.origin() instanceof Origin.Table table) {
        names.add(TableName.of(table, config.schema()));
      }
    }
    return Catalogue.read(client, names.stream().distinct().toList());
  }

  private Catalogue checked(Catalogue found, List<BatchSource> sources, boolean creates) {
    var fit = new Fit(found, config.schema(), creates);
    fit.check(identities.table(), identities.creation());
    sources.forEach(fit::check);
    fit.refuseIfAny(config.host() + "/" + config.database());
    return found;
  }

  private Future<Void> create(Catalogue found, List<BatchSource> sources) {
    var statements = new ArrayList<String>();
    if (!found.tables().containsKey(identities.table())) {
      statements.add(identities.creation());
    }
    for (BatchSource source : sources) {
      if (source.origin() instanceof Origin.Table table) {
        statements.addAll(statements(TableName.of(table, config.schema()), found, source));
      }
    }
    if (statements.isEmpty()) {
      return Future.succeededFuture();
    }
    return client.create(String.join(";\n", statements));
  }

  /// Two sources may have one table, so a new one gets the columns of each.
  private static List<String> statements(TableName name, Catalogue found, BatchSource source) {
    var table = Optional.ofNullable(found.tables().get(name));
    var statements = new ArrayList<String>();
    if (table.isEmpty()) {
      statements.add("CREATE TABLE IF NOT EXISTS " + name.quoted() + " ()");
    }
    SourceColumn.of(source).stream()
        .filter(column -> table.flatMap(stored -> stored.column(column.name())).isEmpty())
        .map(column ->
            "ALTER TABLE " + name.quoted() + " ADD COLUMN IF NOT EXISTS " + column.declaration())
        .forEach(statements::add);
    return statements;
  }

  private Map<BatchSource, Target> targets(Catalogue found, List<BatchSource> sources) {
    var all = new HashMap<BatchSource, Target>();
    for (BatchSource source : sources) {
      if (source.origin() instanceof Origin.Table table) {
        var stored = found.tables().get(TableName.of(table, config.schema()));
        if (stored != null) {
          all.put(source, Target.of(source, stored, identities));
        }
      }
    }
    return Map.copyOf(all);
  }
}
