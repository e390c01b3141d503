package dev.penstock;

import dev.penstock.ingress.PushListener;
import dev.penstock.metrics.Metrics;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.PushOutcome;
import dev.penstock.model.PushRequest;

/// Counts the rows of every push.
record CountedPushes(Metrics metrics) implements PushListener {
  @Override
  public void pushed(PushOutcome outcome) {
    metrics.pushed(outcome);
  }

  @Override
  public void refused(PushRequest request, InvalidRequestException refusal) {
    metrics.refused(request, refusal);
  }
}
