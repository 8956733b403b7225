package io.carillon.wakeup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;

/** Hands the node's {@link BatchListener} to the journal, which Akka's plugin creates. */
public final class JournalBatches implements Extension {
    private static final class Id extends ExtensionId<JournalBatches> {
        static final Id ONLY = new Id();

        @Override
        public JournalBatches createExtension(ActorSystem<?> system) {
            return new JournalBatches();
        }
    }

    private volatile BatchListener listener = (kind, requests, took, failure) -> {};

    private JournalBatches() {}

    public static JournalBatches get(ActorSystem<?> system) {
        return Id.ONLY.apply(system);
    }

    /** From now on the listener is told of the transactions that write events. */
    public void tell(BatchListener next) {
        listener = next;
    }

    BatchListener listener() {
        return listener;
    }
}
