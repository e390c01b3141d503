package dev.penstock.offline;

import dev.penstock.model.FeatureView;
import java.util.Optional;

/// What to look for in the history of a view.
///
/// @param from least event time, in microseconds since the epoch, UTC; itself included
/// @param to greatest event time, likewise
/// @param after where another scan has ended; everything up to there is left out
/// @param chunkRows most rows of a chunk
/// @param chunkBytes about the most bytes of a chunk; one row may take more
public record NewestRequest(
    FeatureView view, long from, long to, Optional<String> after, int chunkRows, long chunkBytes) {}
