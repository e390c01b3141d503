package dev.penstock.registry;

import dev.penstock.model.Definitions;
import dev.penstock.model.FeatureService;
import dev.penstock.model.FeatureService.Projection;
import dev.penstock.model.FeatureView;
import dev.penstock.model.Field;
import dev.penstock.model.PushSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Writes who feeds whom, for a person.
///
/// ```text
/// project shop
/// push source purchases -> batch source purchases_history
///   customer_last_purchase [customer_id INT64] ttl PT2160H: quantity INT64, country STRING
/// feature service basket: customer_last_purchase (quantity)
/// ```
public final class DefinitionsText {
  private DefinitionsText() {}

  public static String of(Definitions definitions) {
    var text = new StringBuilder("project " + definitions.project() + "\n");
    definitions.pushSources().values().stream()
        .sorted(Comparator.comparing(PushSource::name))
        .forEach(source -> append(text, source, definitions));
    var unfed =
        definitions.views().values().stream()
            .filter(view -> view.pushSource().isEmpty())
            .sorted(Comparator.comparing(FeatureView::name))
            .toList();
    if (!unfed.isEmpty()) {
      text.append("not pushed to\n");
      unfed.forEach(view -> text.append(line(view)));
    }
    definitions.services().values().stream()
        .sorted(Comparator.comparing(FeatureService::name))
        .forEach(service -> text.append(line(service)));
    return text.toString();
  }

  private static void append(StringBuilder text, PushSource source, Definitions definitions) {
    String history = source.batchSource().name();
    text.append("push source " + source.name() + " -> batch source " + history + "\n");
    var consumers = definitions.consumers(source.name());
    consumers.forEach(view -> text.append(line(view)));
    if (consumers.isEmpty()) {
      text.append("  (no consuming view)\n");
    }
  }

  private static String line(FeatureView view) {
    String ttl = view.ttl().isZero() ? "" : " ttl " + view.ttl();
    String online = view.online() ? "" : " not online";
    String keys = view.hasEntities() ? fields(view.joinKeys()) : "";
    return "  "
        + view.name()
        + " ["
        + keys
        + "]"
        + ttl
        + online
        + ": "
        + fields(view.features())
        + "\n";
  }

  private static String line(FeatureService service) {
    return service.projections().stream()
        .map(DefinitionsText::part)
        .collect(Collectors.joining(", ", "feature service " + service.name() + ": ", "\n"));
  }

  private static String part(Projection projection) {
    boolean renamed = !projection.alias().equals(projection.view());
    String alias = renamed ? " as " + projection.alias() : "";
    return projection.view() + alias + " (" + String.join(", ", projection.features()) + ")";
  }

  private static String fields(List<Field> fields) {
    return fields.stream()
        .map(field -> field.name() + " " + field.type())
        .collect(Collectors.joining(", "));
  }
}
