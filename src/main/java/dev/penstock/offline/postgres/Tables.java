package dev.penstock.offline.postgres;

import dev.penstock.config.OfflineConfig;
import dev.penstock.config.PostgresConfig;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.Definitions;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.PushSource;
import dev.penstock.offline.Misfits;
import dev.penstock.postgres.PostgresClient;
import dev.penstock.postgres.TableName;
import io.vertx.core.Future;
import java.time.InstantSource;
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
  private final TableName streams;
  private final boolean refuses;
  private final Misfits misfits;
  private volatile Targets targets = new Targets(Map.of(), Map.of());

  /// @param before those of the snapshot before, of which rows may still be under way
  private record Targets(Map<BatchSource, Target> current, Map<BatchSource, Target> before) {
    Optional<Target> of(BatchSource source) {
      return Optional.ofNullable(current.get(source))
          .or(() -> Optional.ofNullable(before.get(source)));
    }

    Targets with(BatchSource source, Target target) {
      var more = new HashMap<>(current);
      more.put(source, target);
      return new Targets(Map.copyOf(more), before);
    }
  }

  Tables(
      PostgresClient client,
      OfflineConfig.Postgres config,
      Identities identities,
      TableName streams,
      InstantSource clock) {
    this.client = client;
    this.config = config.server();
    this.identities = identities;
    this.streams = streams;
    this.misfits = new Misfits(clock);
    this.refuses = config.misfits() == OfflineConfig.Misfits.REFUSE;
  }

  /// Where the rows of a source go.
  ///
  /// - **Fails** with the reason when they do not fit there.
  Future<Target> target(BatchSource source) {
    var known = targets.of(source);
    if (known.isPresent()) {
      return Future.succeededFuture(known.get());
    }
    try {
      if (misfits.isDue(source)) {
        return admitted(source);
      }
      return Future.failedFuture(
          new PushException(
              FailureKind.DEFECT,
              "the PostgreSQL offline store was not prepared for batch source \""
                  + source.name()
                  + '"'));
    } catch (PushException misfit) {
      return Future.failedFuture(misfit);
    }
  }

  Future<Void> verify(Definitions definitions) {
    var sources = sources(definitions);
    return read(sources).map(found -> fitting(found, sources, config.createTables())).mapEmpty();
  }

  /// Creates what is missing, if that is allowed, in one transaction.
  Future<Void> prepare(Definitions definitions) {
    misfits.clear();
    var sources = sources(definitions);
    return prepared(sources)
        .map(found -> {
          targets = new Targets(found, targets.current());
          return null;
        });
  }

  /// Why rows for some sources are refused.
  Future<List<String>> unfit(Definitions definitions) {
    var sources = sources(definitions);
    return read(sources)
        .map(found ->
            sources.stream()
                .map(source -> misfit(found, source, config.createTables()))
                .flatMap(Optional::stream)
                .map(reason -> String.valueOf(reason.getMessage()))
                .toList());
  }

  private Future<Target> admitted(BatchSource source) {
    return prepared(List.of(source))
        .map(found -> {
          var target = found.get(source);
          if (target == null) {
            throw misfits.reason(source);
          }
          misfits.removeIfKnown(source);
          targets = targets.with(source, target);
          return target;
        });
  }

  private Future<Map<BatchSource, Target>> prepared(List<BatchSource> sources) {
    return read(sources)
        .compose(found -> {
          var fitting = fitting(found, sources, config.createTables());
          return create(found, fitting)
              .compose(created -> read(fitting))
              .map(now -> targets(now, fitting(now, fitting, false)));
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

  /// Those sources whose tables fit, or may be made to.
  ///
  /// - **Fails** by throwing everything that is in the way, unless misfits are only told of.
  private List<BatchSource> fitting(Catalogue found, List<BatchSource> sources, boolean creates) {
    var fit = new Fit(found, config.schema(), creates);
    fit.check(identities.table(), identities.creation(), Identities.PRIVILEGES);
    if (refuses) {
      sources.forEach(fit::check);
    }
    fit.refuseIfAny(config.host() + "/" + config.database());
    return refuses
        ? sources
        : sources.stream().filter(source -> fits(found, source, creates)).toList();
  }

  private boolean fits(Catalogue found, BatchSource source, boolean creates) {
    var misfit = misfit(found, source, creates);
    misfit.ifPresent(reason -> misfits.add(source, reason));
    return misfit.isEmpty();
  }

  private Optional<PushException> misfit(Catalogue found, BatchSource source, boolean creates) {
    var fit = new Fit(found, config.schema(), creates);
    fit.check(source);
    return fit.misfit();
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
          all.put(source, Target.of(source, stored, identities, streams));
        }
      }
    }
    return Map.copyOf(all);
  }
}
