package dev.penstock.online.redis;

import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that one request reads: one command per distinct entity, whatever views it is read for.
final class RequestReads {
  private final List<Lookup> lookups;
  private final WholeHash whole;
  private final List<List<Place>> places = new ArrayList<>();
  private final Map<ByteBuffer, Entity> entities = new LinkedHashMap<>();

  private record Entity(int number, EntityRead read) {}

  /// Where the row of a key is found: in the answer to which command, from which field on.
  private record Place(int entity, int start) {}

  RequestReads(List<Lookup> lookups, Layout layout, WholeHash whole) {
    this.whole = whole;
    this.lookups = lookups;
    for (int lookup = 0; lookup < lookups.size(); lookup++) {
      places.add(places(lookup, layout));
    }
  }

  List<Command> commands() {
    return entities.values().stream().map(entity -> entity.read().command()).toList();
  }

  /// The rows of each lookup; throws the failure of any command.
  ///
  /// @param answers to [#commands()]
  List<List<@Nullable StoredRow>> rows(List<Answer> answers) {
    var hashes = hashes(answers);
    var rows = new ArrayList<List<@Nullable StoredRow>>(lookups.size());
    for (int lookup = 0; lookup < lookups.size(); lookup++) {
      int features = lookups.get(lookup).features().size();
      var found = new ArrayList<@Nullable StoredRow>(places.get(lookup).size());
      for (Place place : places.get(lookup)) {
        found.add(hashes.get(place.entity()).row(place.start(), features));
      }
      rows.add(found);
    }
    return rows;
  }

  private List<StoredHash> hashes(List<Answer> answers) {
    var hashes = new ArrayList<StoredHash>(entities.size());
    for (Entity entity : entities.values()) {
      hashes.add(entity.read().hash(told(answers.get(entity.number())), whole));
    }
    return hashes;
  }

  private List<Place> places(int number, Layout layout) {
    Lookup lookup = lookups.get(number);
    ViewFields view = layout.fields(lookup.view().name());
    var fields = new ArrayList<byte[]>(lookup.features().size() + 1);
    lookup.features().forEach(feature -> fields.add(view.feature(feature)));
    fields.add(view.eventTime());
    int hashSize = layout.hashSize(lookup.view().name());
    var found = new ArrayList<Place>(lookup.keys().rows());
    for (int row = 0; row < lookup.keys().rows(); row++) {
      byte[] key = layout.key(lookup.keys(), row);
      var entity =
          entities.computeIfAbsent(
              ByteBuffer.wrap(key),
              none -> new Entity(entities.size(), new EntityRead(key, hashSize)));
      found.add(new Place(entity.number(), entity.read().ask(number, fields)));
    }
    return found;
  }

  private static RespItems told(Answer answer) {
    return switch (answer) {
      case Answer.Failed(PushException failure) -> throw failure;
      case Answer.Told(RespItems items) -> items;
      case Answer.Told(var other) ->
          throw new PushException(
              FailureKind.DEFECT, "redis: a read was answered with \"" + other + "\"");
    };
  }
}
