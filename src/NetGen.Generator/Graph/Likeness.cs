namespace NetGen.Compiler.Graph;

/// <summary>
/// Which nodes of a function are those of another: the same operation, type and label, and operands that are the same nodes, or that take the place of nodes of
/// the other: so gradients of two losses are the same but for where they begin.
/// </summary>
internal sealed class Likeness(Function other)
{
    /// <summary>Nodes in a row from which on it is worth saying.</summary>
    private const int Least = 3;

    /// <summary>How far ahead the next of the same nodes is sought.</summary>
    private const int Window = 64;

    private readonly int[] _here = Enumerable.Repeat(-1, other.Nodes.Count).ToArray();
    private readonly List<int> _placed = [];

    /// <summary>The node of the other function behind those that were found last.</summary>
    public int Next { get; private set; }

    /// <summary>The nodes of the other function in whose place nodes here are, as the run that was found last wants it.</summary>
    public IEnumerable<(int Other, int Here)> Placed => _placed.Select(o => (o, _here[o]));

    /// <summary>Finds how many nodes, from one on and before an end, are nodes of the other function in a row, which then end before <see cref="Next"/>; 0 for too few.</summary>
    public int Follow(Function function, int node, int end)
    {
        for (int start = Next; start < other.Nodes.Count && start < Next + Window; start++)
        {
            _placed.Clear();
            int count = 0;
            while (node + count < end && start + count < other.Nodes.Count && IsSame(function, node + count, start, start + count)) _here[start + count] = node + count++;
            if (count >= Least)
            {
                Next = start + count;
                return count;
            }
            for (int i = 0; i < count; i++) _here[start + i] = -1;
            foreach (int o in _placed) _here[o] = -1;
        }
        return 0;
    }

    /// <summary>Says that a node stands in the place of one of the other function.</summary>
    public void Place(int node, int here) => _here[Checked(node)] = here;

    /// <summary>The nodes of the other function, as they are at a place of a function that has them.</summary>
    public IEnumerable<Node> Copy(int first, int last, int place)
    {
        for (int i = Checked(first); i <= Checked(last); i++)
        {
            var node = other.Nodes[i];
            _here[i] = place++;
            yield return node with { Operands = node.Operands.Select(o => _here[o] >= 0 ? _here[o] : throw new GraphException($"%{o} of {other.Name} is not there.")).ToEquatableArray() };
        }
    }

    private int Checked(int node) => node >= 0 && node < other.Nodes.Count ? node : throw new GraphException($"{other.Name} has no node %{node}.");

    private bool IsSame(Function function, int index, int start, int candidate)
    {
        Node node = function.Nodes[index], twin = other.Nodes[candidate];
        if (node.Operands.Count != twin.Operands.Count || node.Type != twin.Type || node.Label != twin.Label || !node.Operation.Equals(twin.Operation)) return false;
        int placed = _placed.Count;
        for (int i = 0; i < node.Operands.Count; i++)
        {
            int operand = twin.Operands[i];
            if (_here[operand] == node.Operands[i]) continue;
            if (_here[operand] >= 0 || operand >= start || other.Nodes[operand].Type != function.Nodes[node.Operands[i]].Type)
            {
                while (_placed.Count > placed)
                {
                    _here[_placed[_placed.Count - 1]] = -1;
                    _placed.RemoveAt(_placed.Count - 1);
                }
                return false;
            }
            _here[operand] = node.Operands[i];
            _placed.Add(operand);
        }
        return true;
    }
}
