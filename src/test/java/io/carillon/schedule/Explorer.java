package io.carillon.schedule;

import io.carillon.schedule.Properties.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Breadth first through everything that can happen, so that the first trace found is a shortest one. */
final class Explorer {
    private final Scenario scenario;
    private final Occurrences occurrences = new Occurrences();
    private final Properties properties;
    private final Moves moves;

    private final List<World> worlds = new ArrayList<>();
    private final Ints parents = new Ints();
    private int[] index = new int[1 << 16];

    private final Ints from = new Ints();
    private final Ints to = new Ints();
    private final Ints kinds = new Ints();

    /**
     * @param at the number of the world in which the property does not hold, or that a move leaves which breaks it
     * @param move that move in words, empty where it is none
     */
    record Broken(Property property, int at, String move) {}

    /** @param exhausted every world that can come about was visited */
    record Result(
            Scenario scenario,
            int states,
            int edges,
            double seconds,
            boolean exhausted,
            @Nullable Property broken,
            List<String> trace,
            String publishes) {
        String story() {
            return String.join("\n", trace);
        }

        @Override
        public String toString() {
            return String.format(
                    "%-26s %9d states %10d edges %6.1f s  %s",
                    scenario.name(), states, edges, seconds, broken == null ? "holds" : "breaks " + broken);
        }
    }

    Explorer(Mutants.Variant variant, Scenario scenario) {
        this.scenario = scenario;
        this.properties = new Properties(variant, scenario, occurrences);
        this.moves = new Moves(variant, scenario, properties, occurrences);
    }

    Result explore(int limit) {
        long begun = System.nanoTime();
        add(moves.start(), -1);
        Broken broken = null;
        int next = 0;
        for (; next < worlds.size() && worlds.size() < limit && broken == null; next++) broken = visit(next);
        boolean exhausted = next == worlds.size() && broken == null;
        if (exhausted) broken = brokenInTheEnd();
        return new Result(
                scenario,
                worlds.size(),
                from.size(),
                (System.nanoTime() - begun) / 1e9,
                exhausted,
                broken == null ? null : broken.property,
                broken == null ? List.of() : trace(broken),
                properties.publishes());
    }

    private @Nullable Broken visit(int at) {
        World world = worlds.get(at);
        Property broken = properties.brokenIn(world);
        if (broken != null) return new Broken(broken, at, "");
        List<Broken> byMove = new ArrayList<>();
        moves.from(world, (kind, what, detail, next) -> {
            Property breaks = properties.takeBrokenByStep();
            if (breaks != null) byMove.add(new Broken(breaks, at, what + " " + detail));
            int reached = add(next, at);
            if (reached == at) return;
            from.add(at);
            to.add(reached);
            kinds.add(kind);
        });
        return byMove.isEmpty() ? null : byMove.get(0);
    }

    /** The number of the world, a new one if it was not met before. */
    private int add(World world, int parent) {
        int slot = slot(world);
        if (index[slot] != 0) return index[slot] - 1;
        worlds.add(world);
        parents.add(parent);
        index[slot] = worlds.size();
        if (worlds.size() > index.length / 2) grow();
        return worlds.size() - 1;
    }

    private int slot(World world) {
        int slot = world.hashCode() & (index.length - 1);
        while (index[slot] != 0 && !worlds.get(index[slot] - 1).equals(world)) slot = (slot + 1) & (index.length - 1);
        return slot;
    }

    private void grow() {
        index = new int[2 * index.length];
        for (int i = 0; i < worlds.size(); i++) index[slot(worlds.get(i))] = i + 1;
    }

    // ------------------------------------------------------------------------------- on the whole graph

    private @Nullable Broken brokenInTheEnd() {
        int stuck = firstStuck(Moves.FAULT | Moves.USER, at -> true);
        if (stuck >= 0) return new Broken(Property.PROG, stuck, "");
        int late = firstStuck(Moves.FAULT | Moves.USER | Moves.EXPIRE, at -> !properties.openPastGrace(worlds.get(at)));
        if (late >= 0) return new Broken(Property.TIMELY, late, "");
        int cycle = publishInCycle();
        return cycle < 0 ? null : new Broken(Property.LIVE, cycle, "");
    }

    /** The first world from which no way without these kinds of moves leads to rest, -1 if there is none. */
    private int firstStuck(int forbidden, IntPredicate counts) {
        Adjacency back = new Adjacency(to, from, edge -> (kinds.get(edge) & forbidden) == 0);
        boolean[] fine = new boolean[worlds.size()];
        Ints todo = new Ints();
        for (int i = 0; i < worlds.size(); i++)
            if (properties.atRest(worlds.get(i))) {
                fine[i] = true;
                todo.add(i);
            }
        for (int done = 0; done < todo.size(); done++) {
            int world = todo.get(done);
            for (int a = back.start[world]; a < back.start[world + 1]; a++) {
                int before = back.ends[a];
                if (!fine[before]) {
                    fine[before] = true;
                    todo.add(before);
                }
            }
        }
        for (int i = 0; i < worlds.size(); i++) if (!fine[i] && counts.test(i)) return i;
        return -1;
    }

    /** Tarjan's strongly connected components of the moves without faults and users; none may hold a publish. */
    private int publishInCycle() {
        Adjacency forth = new Adjacency(from, to, edge -> (kinds.get(edge) & (Moves.FAULT | Moves.USER)) == 0);
        int count = worlds.size();
        int[] number = new int[count];
        int[] low = new int[count];
        int[] component = new int[count];
        int[] next = Arrays.copyOf(forth.start, count);
        Ints path = new Ints();
        Ints stack = new Ints();
        int clock = 0;
        int components = 0;
        for (int root = 0; root < count; root++) {
            if (number[root] != 0) continue;
            path.add(root);
            while (path.size() > 0) {
                int v = path.last();
                if (number[v] == 0) {
                    number[v] = low[v] = ++clock;
                    stack.add(v);
                }
                if (next[v] < forth.start[v + 1]) {
                    int u = forth.ends[next[v]++];
                    if (number[u] == 0) path.add(u);
                    else if (component[u] == 0) low[v] = Math.min(low[v], number[u]);
                    continue;
                }
                path.removeLast();
                if (path.size() > 0) low[path.last()] = Math.min(low[path.last()], low[v]);
                if (low[v] != number[v]) continue;
                components++;
                int u;
                do {
                    u = stack.removeLast();
                    component[u] = components;
                } while (u != v);
            }
        }
        for (int e = 0; e < from.size(); e++)
            if ((kinds.get(e) & Moves.PUBLISH) != 0
                    && (kinds.get(e) & (Moves.FAULT | Moves.USER)) == 0
                    && component[from.get(e)] == component[to.get(e)]) return from.get(e);
        return -1;
    }

    // ------------------------------------------------------------------------------- the story of a world

    private List<String> trace(Broken broken) {
        List<Integer> chain = new ArrayList<>();
        for (int at = broken.at; at >= 0; at = parents.get(at)) chain.add(0, at);
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < chain.size(); i++) {
            World next = worlds.get(chain.get(i));
            List<String> texts = new ArrayList<>();
            moves.from(worlds.get(chain.get(i - 1)), (kind, what, detail, reached) -> {
                if (reached.equals(next)) texts.add(what + " " + detail);
            });
            lines.add(String.format(
                    "%2d. t=%d  %-80s row=(%s, %d, %s)  journal=%d",
                    i,
                    next.now(),
                    texts.get(0),
                    Ticks.text(next.row().value.dueAt()),
                    next.row().value.seq(),
                    Ticks.text(next.row().value.owedFrom()),
                    next.journal().value.n()));
        }
        if (!broken.move.isEmpty()) lines.add("    then  " + broken.move);
        return lines;
    }

    /** Edges by one of their ends, in two flat arrays. */
    private final class Adjacency {
        final int[] start = new int[worlds.size() + 1];
        final int[] ends;

        Adjacency(Ints one, Ints other, IntPredicate kept) {
            for (int e = 0; e < one.size(); e++) if (kept.test(e)) start[one.get(e) + 1]++;
            for (int i = 0; i < worlds.size(); i++) start[i + 1] += start[i];
            int[] fill = start.clone();
            ends = new int[start[worlds.size()]];
            for (int e = 0; e < one.size(); e++) if (kept.test(e)) ends[fill[one.get(e)]++] = other.get(e);
        }
    }

    private static final class Ints {
        private int[] values = new int[1024];
        private int size;

        void add(int value) {
            if (size == values.length) values = Arrays.copyOf(values, 2 * size);
            values[size++] = value;
        }

        int get(int i) {
            return values[i];
        }

        int last() {
            return values[size - 1];
        }

        int removeLast() {
            return values[--size];
        }

        int size() {
            return size;
        }
    }
}
