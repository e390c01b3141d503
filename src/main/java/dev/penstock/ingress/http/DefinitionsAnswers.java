package dev.penstock.ingress.http;

import dev.penstock.json.JsonWriter;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureService;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What is loaded, as JSON.
final class DefinitionsAnswers {
  private DefinitionsAnswers() {}

  static Answer of(DefinitionsSnapshot snapshot) {
    var definitions = snapshot.definitions();
    var out = new JsonWriter(1024);
    out.raw("{\"project\":");
    out.text(definitions.project());
    out.raw(",\"version\":");
    out.integer(snapshot.version());
    out.raw(",\"loaded\":");
    out.text(snapshot.loaded().toString());
    out.raw(",\"push_sources\":");
    list(
        out,
        sorted(definitions.pushSources().values(), PushSource::name),
        (json, source) -> writeSource(json, source, definitions));
    out.raw(",\"feature_views\":");
    list(
        out,
        sorted(definitions.views().values(), FeatureView::name),
        DefinitionsAnswers::writeView);
    out.raw(",\"feature_services\":");
    list(
        out,
        sorted(definitions.services().values(), FeatureService::name),
        DefinitionsAnswers::writeService);
    out.raw('}');
    return Answer.json(200, out);
  }

  private static void writeSource(JsonWriter out, PushSource source, Definitions definitions) {
    var batch = source.batchSource();
    out.raw("{\"name\":");
    out.text(source.name());
    out.raw(",\"batch_source\":");
    out.text(batch.name());
    out.raw(",\"timestamp_field\":");
    out.text(batch.timestampField());
    batch
        .createdTimestampColumn()
        .ifPresent(column -> {
          out.raw(",\"created_timestamp_column\":");
          out.text(column);
        });
    out.raw(",\"consumers\":");
    list(out, definitions.consumers(source.name()), (json, view) -> json.text(view.name()));
    out.raw('}');
  }

  private static void writeView(JsonWriter out, FeatureView view) {
    out.raw("{\"name\":");
    out.text(view.name());
    out.raw(",\"entities\":");
    list(out, view.entities(), JsonWriter::text);
    out.raw(",\"join_keys\":");
    list(out, view.joinKeys(), DefinitionsAnswers::writeField);
    out.raw(",\"features\":");
    list(out, view.features(), DefinitionsAnswers::writeField);
    out.raw(",\"ttl_seconds\":");
    out.integer(view.ttl().toSeconds());
    view.pushSource()
        .ifPresent(source -> {
          out.raw(",\"push_source\":");
          out.text(source);
        });
    out.raw(",\"batch_source\":");
    out.text(view.batchSource().name());
    out.raw(",\"online\":");
    out.bool(view.online());
    out.raw('}');
  }

  private static void writeField(JsonWriter out, Field field) {
    out.raw("{\"name\":");
    out.text(field.name());
    out.raw(",\"type\":");
    out.text(field.type().name());
    out.raw('}');
  }

  private static void writeService(JsonWriter out, FeatureService service) {
    out.raw("{\"name\":");
    out.text(service.name());
    out.raw(",\"features\":");
    list(
        out,
        service.projections(),
        (json, projection) -> {
          json.raw("{\"feature_view\":");
          json.text(projection.view());
          json.raw(",\"alias\":");
          json.text(projection.alias());
          json.raw(",\"features\":");
          list(json, projection.features(), JsonWriter::text);
          json.raw('}');
        });
    out.raw('}');
  }

  private static <T> List<T> sorted(java.util.Collection<T> items, Function<T, String> name) {
    return items.stream().sorted(Comparator.comparing(name)).toList();
  }

  private static <T> void list(JsonWriter out, List<T> items, BiConsumer<JsonWriter, T> write) {
    out.raw('[');
    for (int at = 0; at < items.size(); at++) {
      if (at > 0) {
        out.raw(',');
      }
      write.accept(out, items.get(at));
    }
    out.raw(']');
  }
}
