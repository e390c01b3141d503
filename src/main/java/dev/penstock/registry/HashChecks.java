package dev.penstock.registry;

import dev.penstock.encoding.FieldHash;
import dev.penstock.model.Field;
import dev.penstock.registry.FieldReader.DeclaredField;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds features of the same entities that Redis could not tell apart (contract 3.3).
final class HashChecks {
  private HashChecks() {}

  private record Slot(Set<String> joinKeys, int hash) {}

  static void check(Names<DeclaredView> views) {
    Map<Slot, String> taken = new HashMap<>();
    views.all().values().forEach(view -> check(view.value(), taken));
  }

  private static void check(DeclaredView view, Map<Slot, String> taken) {
    var joinKeys = view.joinKeys().stream().map(Field::name).collect(Collectors.toSet());
    for (DeclaredField feature : view.features()) {
      var slot = new Slot(joinKeys, FieldHash.of(view.name(), feature.name()));
      String name = view.name() + ":" + feature.name();
      String earlier = taken.putIfAbsent(slot, name);
      if (earlier != null) {
        String reason = "has the same 32-bit hash as '" + earlier + "'; rename one of them";
        feature.at().problem("name", "'" + name + "' " + reason);
      }
    }
  }
}
