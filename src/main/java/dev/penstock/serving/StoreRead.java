package dev.penstock.serving;

import dev.penstock.model.StoredRow;
import dev.penstock.online.OnlineStore.Lookup;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Looks up what a request needs: at once when that is little, in parts one after the other when it
/// is much, so that what is found never exceeds the budget by more than a part.
final class StoreRead {
  private static final int LARGEST_PART = 512;

  private final Function<List<Lookup>, Future<List<List<@Nullable StoredRow>>>> store;
  private final List<Lookup> lookups;
  private final LongConsumer budget;
  private final List<List<@Nullable StoredRow>> found = new ArrayList<>();

  /// @param store as [dev.penstock.online.OnlineStore#read]
  /// @param budget told of what was found, in bytes; throws when that is too much
  StoreRead(
      Function<List<Lookup>, Future<List<List<@Nullable StoredRow>>>> store,
      List<Lookup> lookups,
      LongConsumer budget) {
    this.store = store;
    this.lookups = lookups;
    this.budget = budget;
  }

  /// Reads.
  ///
  /// @return for each lookup, for each key, the row, or null where there is none
  Future<List<List<@Nullable StoredRow>>> run() {
    long keys = lookups.stream().mapToLong(lookup -> lookup.keys().rows()).sum();
    return keys <= LARGEST_PART ? store.apply(lookups).map(this::counted) : next(0, 0);
  }

  private Future<List<List<@Nullable StoredRow>>> next(int lookup, int from) {
    if (lookup == lookups.size()) {
      return Future.succeededFuture(found);
    }
    if (from == 0) {
      found.add(new ArrayList<>());
    }
    int rows = lookups.get(lookup).keys().rows();
    int to = Math.min(rows, from + LARGEST_PART);
    return store
        .apply(List.of(part(lookups.get(lookup), from, to)))
        .map(this::counted)
        .compose(rowsOfPart -> {
          found.get(lookup).addAll(rowsOfPart.getFirst());
          return to == rows ? next(lookup + 1, 0) : next(lookup, to);
        });
  }

  private static Lookup part(Lookup whole, int from, int to) {
    int[] rows = IntStream.range(from, to).toArray();
    return new Lookup(whole.view(), whole.features(), whole.keys().select(rows));
  }

  private List<List<@Nullable StoredRow>> counted(List<List<@Nullable StoredRow>> rows) {
    long bytes = 0;
    for (var ofLookup : rows) {
      for (StoredRow row : ofLookup) {
        bytes += row == null ? 8 : row.size();
      }
    }
    budget.accept(bytes);
    return rows;
  }
}
