package dev.penstock.feast.registry;

import dev.penstock.model.BatchSource;
import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushSource;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The recorded registries of Feast, and definitions in a form that can be compared.
final class Golden {
  static final Path DIRECTORY = Path.of("src/test/resources/golden");
  static final Path FILE = DIRECTORY.resolve("registry-file.db");
  static final Scope SCOPE = new Scope("golden", Path.of("/repo"), false);

  private Golden() {}

  /// Everything that definitions say, where sources are but names of tables: only a registry knows
  /// files, and orders its columns and features as it likes.
  static Map<String, Object> facts(Definitions definitions) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("project", definitions.project());
    facts.put("entities", definitions.entities());
    facts.put(
        "batch sources",
        definitions.batchSources().values().stream()
            .map(Golden::comparable)
            .sorted(Comparator.comparing(BatchSource::name))
            .toList());
    facts.put(
        "push sources",
        definitions.pushSources().values().stream()
            .map(push -> new PushSource(push.name(), comparable(push.batchSource())))
            .sorted(Comparator.comparing(PushSource::name))
            .toList());
    facts.put(
        "views",
        definitions.views().values().stream()
            .map(Golden::comparable)
            .sorted(Comparator.comparing(FeatureView::name))
            .toList());
    facts.put("services", definitions.services());
    return facts;
  }

  private static FeatureView comparable(FeatureView view) {
    return new FeatureView(
        view.name(),
        view.kind(),
        view.entities(),
        view.joinKeys(),
        view.kind() == FeatureView.Kind.STREAM_FEATURE_VIEW
            ? sorted(view.features())
            : view.features(),
        view.ttl(),
        view.pushSource(),
        comparable(view.batchSource()),
        view.online(),
        view.tags());
  }

  private static BatchSource comparable(BatchSource source) {
    return new BatchSource(
        source.name(),
        source.timestampField(),
        source.createdTimestampColumn(),
        source.fieldMapping(),
        sorted(source.columns()));
  }

  private static List<Field> sorted(List<Field> fields) {
    return fields.stream().sorted(Comparator.comparing(Field::name)).toList();
  }
}
