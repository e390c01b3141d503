package dev.penstock.registry;

import dev.penstock.model.BatchSource;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.registry.FieldReader.DeclaredField;
import dev.penstock.registry.SourceReader.Batch;
import dev.penstock.yaml.YamlMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Finds the columns of every batch source: what its views read and what it declares further.
final class ColumnChecks {
  private final Names<SourceReader.Declared> sources;
  private final Names<DeclaredView> views;
  private final Map<String, Map<String, Column>> columns = new LinkedHashMap<>();

  private record Column(Field field, String owner) {}

  ColumnChecks(Names<SourceReader.Declared> sources, Names<DeclaredView> views) {
    this.sources = sources;
    this.views = views;
  }

  /// Tells of columns of two types, and of those that are a time or another column as well.
  void check() {
    views.all().values().forEach(view -> addAll(view.value()));
    sources
        .all()
        .forEach((name, source) -> {
          if (source.value() instanceof Batch batch) {
            for (DeclaredField field : batch.schema()) {
              add(name, batch, field.field(), "the source's schema", field.at());
            }
            checkMapping(name, batch, source.at());
          }
        });
  }

  /// The batch sources with their columns, when nothing was wrong.
  Map<String, BatchSource> batchSources() {
    Map<String, BatchSource> found = new LinkedHashMap<>();
    sources
        .all()
        .forEach((name, source) -> {
          if (source.value() instanceof Batch batch) {
            found.put(name, resolved(name, batch));
          }
        });
    return found;
  }

  private BatchSource resolved(String name, Batch batch) {
    var fields = columnsOf(name).values().stream().map(Column::field).toList();
    return new BatchSource(
        name,
        batch.origin(),
        batch.timestampField(),
        batch.createdTimestampColumn(),
        batch.fieldMapping(),
        fields);
  }

  private void addAll(DeclaredView view) {
    if (!(sources.find(view.batchSource()).orElse(null) instanceof Batch batch)) {
      return;
    }
    String owner = "the view '" + view.name() + "'";
    for (Field key : view.joinKeys()) {
      if (!key.equals(FeatureView.DUMMY_KEY)) {
        add(view.batchSource(), batch, key, owner, view.at());
      }
    }
    for (DeclaredField feature : view.features()) {
      add(view.batchSource(), batch, feature.field(), owner, feature.at());
    }
  }

  private void add(String source, Batch batch, Field field, String owner, YamlMap at) {
    String key = at.has("dtype") ? "dtype" : "source";
    boolean created = batch.createdTimestampColumn().filter(field.name()::equals).isPresent();
    if (created || field.name().equals(batch.timestampField())) {
      at.problem(
          key, "'" + field.name() + "' is a time column of the batch source '" + source + "'");
    }
    var earlier = columnsOf(source).putIfAbsent(field.name(), new Column(field, owner));
    if (earlier != null && earlier.field().type() != field.type()) {
      at.problem(
          key,
          "the column '"
              + field.name()
              + "' of the batch source '"
              + source
              + "' is "
              + field.type()
              + " here and "
              + earlier.field().type()
              + " in "
              + earlier.owner());
    }
  }

  private void checkMapping(String source, Batch batch, YamlMap at) {
    Map<String, String> byName = new HashMap<>();
    batch
        .fieldMapping()
        .forEach((from, to) -> {
          String other = byName.putIfAbsent(to, from);
          if (to.isBlank() || other != null) {
            at.problem("field_mapping", "'" + to + "' is empty or stands for two columns");
          }
          boolean read = columnsOf(source).containsKey(from) || from.equals(batch.timestampField());
          if (read && !from.equals(to)) {
            at.problem(
                "field_mapping", "'" + from + "' is renamed, but read under that name as well");
          }
        });
  }

  private Map<String, Column> columnsOf(String source) {
    return columns.computeIfAbsent(source, name -> new LinkedHashMap<>());
  }
}
