package io.carillon.http.edge;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sits between a connection's socket and its HTTP layer. Requests that {@link RequestReader} accepts go on; anything
 * else ends the connection with a refusal once earlier requests are answered. A faulty body just ends; the answer to
 * its request reports the fault.
 */
final class Guard extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
    private static final String HEAD = "head";
    private static final String END = "end";

    private final Inlet<ByteString> fromSocket = Inlet.create("fromSocket");
    private final Outlet<ByteString> toHttp = Outlet.create("toHttp");
    private final Inlet<ByteString> fromHttp = Inlet.create("fromHttp");
    private final Outlet<ByteString> toSocket = Outlet.create("toSocket");

    private final Seat seat;
    private final Function<Fault, ByteString> refusals;

    Guard(Seat seat, Function<Fault, ByteString> refusals) {
        this.seat = seat;
        this.refusals = refusals;
    }

    @Override
    public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
        return BidiShape.of(fromSocket, toHttp, fromHttp, toSocket);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic implements Seat.Exit {
        private final RequestReader reader = new RequestReader();
        private final AsyncCallback<Boolean> told = createAsyncCallback(this::told);
        private boolean first = true;
        private boolean headTimed;
        /** Ends once the present request is complete. */
        private boolean draining;
        /** The client has closed its side; what it has sent still passes. */
        private boolean peerDone;
        /** Nothing passes any more. */
        private boolean ended;

        private @Nullable Fault fault;

        Logic() {
            super(Guard.this.shape());
            setHandler(fromSocket, new FromSocket());
            setHandler(toHttp, new ToHttp());
            setHandler(fromHttp, new FromHttp());
            setHandler(toSocket, new ToSocket());
        }

        @Override
        public void preStart() {
            seat.take(this);
            scheduleOnce(END, Limits.SILENCE);
            pull(fromSocket);
        }

        @Override
        public void postStop() {
            seat.leave();
        }

        @Override
        public void drain() {
            told.invoke(true);
        }

        @Override
        public void close() {
            told.invoke(false);
        }

        private void told(boolean gently) {
            draining = gently;
            if (!gently) completeStage();
            else if (!reader.isInBody()) end();
        }

        @Override
        public void onTimer(Object timer) {
            if (timer.equals(END)) completeStage();
            else refuse(Fault.tooSlow());
        }

        /** Passes on accepted bytes on demand, one request at a time, and reads more once all of them are judged. */
        private void advance() {
            while (!ended && reader.hasInput() && isAvailable(toHttp)) {
                boolean inBody = reader.isInBody();
                try {
                    pass(inBody, reader.read());
                } catch (Fault found) {
                    if (inBody) end();
                    else refuse(found);
                }
            }
            if (peerDone && !ended && !reader.hasInput()) end();
            boolean wanted = ended || isAvailable(toHttp);
            if (wanted && !hasBeenPulled(fromSocket) && !isClosed(fromSocket)) pull(fromSocket);
        }

        private void pass(boolean inBody, ByteString passed) {
            if (inBody) seat.grows(passed.size());
            else if (passed.isEmpty()) waitForHead();
            else headIsThere(passed.size());
            if (!passed.isEmpty()) push(toHttp, passed);
            if (draining && !reader.isInBody()) end();
        }

        private void waitForHead() {
            seat.headIs(reader.headBytes());
            if (headTimed || reader.headBytes() == 0) return;
            headTimed = true;
            cancelTimer(END);
            scheduleOnce(HEAD, Limits.HEAD_TIME);
        }

        private void headIsThere(int bytes) {
            seat.asks(bytes);
            if (headTimed) cancelTimer(HEAD);
            else if (first) cancelTimer(END);
            headTimed = false;
            first = false;
        }

        private void refuse(Fault found) {
            fault = found;
            scheduleOnce(END, Limits.LAST_ANSWERS);
            end();
        }

        private void end() {
            ended = true;
            cancelTimer(HEAD);
            complete(toHttp);
            advance();
        }

        private void finish() {
            complete(toSocket);
            scheduleOnce(END, Limits.LINGER);
            end();
        }

        private final class FromSocket extends AbstractInHandler {
            @Override
            public void onPush() {
                ByteString bytes = grab(fromSocket);
                if (!ended) reader.take(bytes);
                advance();
            }

            @Override
            public void onUpstreamFinish() {
                peerDone = true;
                scheduleOnce(END, Limits.LAST_ANSWERS);
                advance();
            }
        }

        private final class ToHttp extends AbstractOutHandler {
            @Override
            public void onPull() {
                advance();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                end();
            }
        }

        private final class FromHttp extends AbstractInHandler {
            @Override
            public void onPush() {
                push(toSocket, grab(fromHttp));
            }

            @Override
            public void onUpstreamFinish() {
                if (fault == null) finish();
                else emit(toSocket, refusals.apply(fault), Logic.this::finish);
            }
        }

        private final class ToSocket extends AbstractOutHandler {
            @Override
            public void onPull() {
                pull(fromHttp);
            }
        }
    }
}
