package dev.penstock.feast.registry;

import static java.util.Objects.requireNonNull;

import dev.penstock.feast.proto.DataSource;
import dev.penstock.feast.proto.DataSource.SourceType;
import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.Field;
import dev.penstock.model.PushSource;
import dev.penstock.model.ValueType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sources of all views. Every view has copies of its own, which must not contradict each
/// other.
final class Sources {
  private final Findings findings;
  private final Origins origins;
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private final Map<String, Push> pushes = new LinkedHashMap<>();

  /// @param source without columns
  /// @param owner who said so first
  /// @param columns by name, in the order in which they were read
  private record Batch(BatchSource source, String owner, Map<String, Column> columns) {}

  private record Push(String batchSource, String owner) {}

  private record Column(ValueType type, String owner) {}

  Sources(Findings findings, Origins origins) {
    this.findings = findings;
    this.origins = origins;
  }

  /// Takes in what a view says of its sources.
  ///
  /// @param fields of the view, keys and features
  void add(ViewMessage view, List<Field> fields) {
    var source = batchSource(view.batchSource());
    var first =
        batches.computeIfAbsent(
            source.name(), name -> new Batch(source, view.what(), new LinkedHashMap<>()));
    if (source.timestampField().isEmpty()) {
      findings.problem(view.what(), "has a batch source without a timestamp column");
    }
    var batch = completed(first, source.createdTimestampColumn());
    batches.put(source.name(), batch);
    var created = source.createdTimestampColumn().or(batch.source()::createdTimestampColumn);
    if (!batch.source().equals(withCreated(source, created))) {
      contradiction(view, "batch source", source.name(), batch.owner());
    }
    if (view.isPushed()) {
      addPush(view, source.name());
    }
    fields.forEach(field -> add(view, batch, field));
  }

  /// The name by which the batch source of a view is known.
  String nameOf(DataSource source) {
    return source.getName().isEmpty() ? source.getFileOptions().getUri() : source.getName();
  }

  /// Tells of columns that are renamed and read under both names, and of history that cannot be
  /// written.
  void check() {
    batches.forEach(this::checkMapping);
    pushes.forEach((name, push) -> {
      var origin = requireNonNull(batches.get(push.batchSource())).source().origin();
      if (origin instanceof Origin.Query || origin instanceof Origin.Elsewhere) {
        findings.warning(
            "push source " + name,
            "has a batch source to which nothing can be appended; pushes to it offline fail");
      }
    });
  }

  /// Says of which registered push sources nobody reads.
  void warnOfUnused(List<DataSource> registered) {
    for (DataSource source : registered) {
      if (source.getType() == SourceType.PUSH_SOURCE && !pushes.containsKey(source.getName())) {
        findings.warning("push source " + source.getName(), "feeds no view; pushes are refused");
      }
    }
  }

  /// The batch sources with their columns, by name.
  Map<String, BatchSource> batchSources() {
    Map<String, BatchSource> found = new LinkedHashMap<>();
    batches.forEach((name, batch) -> found.put(name, withColumns(batch)));
    return found;
  }

  List<PushSource> pushSources(Map<String, BatchSource> known) {
    return pushes.entrySet().stream()
        .map(push ->
            new PushSource(push.getKey(), requireNonNull(known.get(push.getValue().batchSource()))))
        .toList();
  }

  /// A copy may be silent about the created column, which is then that of the others.
  private static Batch completed(Batch batch, Optional<String> created) {
    return batch.source().createdTimestampColumn().isPresent()
        ? batch
        : new Batch(withCreated(batch.source(), created), batch.owner(), batch.columns());
  }

  private static BatchSource withCreated(BatchSource source, Optional<String> created) {
    return new BatchSource(
        source.name(),
        source.origin(),
        source.timestampField(),
        created,
        source.fieldMapping(),
        source.columns());
  }

  private void addPush(ViewMessage view, String batchSource) {
    String name = view.streamSource().getName();
    var push = pushes.computeIfAbsent(name, key -> new Push(batchSource, view.what()));
    if (!push.batchSource().equals(batchSource)) {
      contradiction(view, "push source", name, push.owner());
    }
  }

  private void contradiction(ViewMessage view, String kind, String name, String other) {
    findings.problem(
        view.what(),
        "has another "
            + kind
            + " '"
            + name
            + "' than the "
            + other
            + "; run `feast apply` for both");
  }

  private void add(ViewMessage view, Batch batch, Field field) {
    var source = batch.source();
    boolean created = source.createdTimestampColumn().filter(field.name()::equals).isPresent();
    if (created || field.name().equals(source.timestampField())) {
      findings.problem(
          view.what(),
          "'" + field.name() + "' is a time column of the batch source '" + source.name() + "'");
    }
    var earlier = batch.columns().putIfAbsent(field.name(), new Column(field.type(), view.what()));
    if (earlier != null && earlier.type() != field.type()) {
      findings.warning(
          view.what(),
          "the column '%s' of the batch source '%s' is %s here and %s in the %s, as which it is appended"
              .formatted(
                  field.name(), source.name(), field.type(), earlier.type(), earlier.owner()));
    }
  }

  private void checkMapping(String name, Batch batch) {
    Map<String, String> byName = new HashMap<>();
    batch
        .source()
        .fieldMapping()
        .forEach((from, to) -> {
          if (to.isBlank() || byName.putIfAbsent(to, from) != null) {
            findings.problem(
                "batch source " + name, "'" + to + "' is empty or stands for two columns");
          }
          boolean read =
              batch.columns().containsKey(from) || from.equals(batch.source().timestampField());
          if (read && !from.equals(to)) {
            findings.problem(
                "batch source " + name,
                "'" + from + "' is renamed, but read under that name as well");
          }
        });
  }

  private BatchSource batchSource(DataSource source) {
    return new BatchSource(
        nameOf(source),
        origins.of(source),
        source.getTimestampField(),
        Optional.of(source.getCreatedTimestampColumn()).filter(name -> !name.isEmpty()),
        source.getFieldMappingMap(),
        List.of());
  }

  private static BatchSource withColumns(Batch batch) {
    var source = batch.source();
    var fields =
        batch.columns().entrySet().stream()
            .map(column -> new Field(column.getKey(), column.getValue().type()))
            .toList();
    return new BatchSource(
        source.name(),
        source.origin(),
        source.timestampField(),
        source.createdTimestampColumn(),
        source.fieldMapping(),
        fields);
  }
}
