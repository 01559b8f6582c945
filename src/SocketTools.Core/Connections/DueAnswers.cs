using System.Collections.Generic;

namespace SocketTools.Connections;

/// <summary>What was asked on a connection and is not answered yet, oldest first: the one place for the commands and requests of every protocol, so that
/// an answer which comes late is not taken for another's.</summary>
/// <remarks>One may ask while another reads.</remarks>
internal sealed class DueAnswers
{
    private readonly SocketConnection _connection;
    private readonly Queue<(object Question, int Answers)> _asked = new();
    private int _dueToNext;
    private long _takenBefore;

    internal DueAnswers(SocketConnection connection) => _connection = connection;

    /// <summary>How many questions have answers to get.</summary>
    internal int Count
    {
        get
        {
            lock (_asked)
            {
                return _asked.Count;
            }
        }
    }

    /// <summary>The question that is answered next; null: none.</summary>
    internal object? Next
    {
        get
        {
            lock (_asked)
            {
                return _asked.Count > 0 ? _asked.Peek().Question : null;
            }
        }
    }

    /// <summary>How many answers the next question has to get.</summary>
    internal int DueToNext
    {
        get
        {
            lock (_asked)
            {
                return _dueToNext;
            }
        }
    }

    /// <summary>A question was sent whole.</summary>
    internal void Add(object question, int answers = 1)
    {
        lock (_asked)
        {
            if (_asked.Count == 0)
            {
                _dueToNext = answers;
                _takenBefore = _connection.BytesTaken;
            }

            _asked.Enqueue((question, answers));
        }
    }

    /// <summary>The next question got an answer.</summary>
    /// <param name="left">How many more it has to get.</param>
    internal void NoteAnswer(int left = 0)
    {
        lock (_asked)
        {
            _dueToNext = left;
            if (left <= 0 && _asked.Count > 0)
            {
                _asked.Dequeue();
                _dueToNext = _asked.Count > 0 ? _asked.Peek().Answers : 0;
            }

            _takenBefore = _connection.BytesTaken;
        }
    }

    /// <summary>What was taken off the connection until now was taken by whoever keeps account here.</summary>
    internal void NoteTaken()
    {
        lock (_asked)
        {
            _takenBefore = _connection.BytesTaken;
        }
    }

    /// <summary>Forgets everything if somebody else has taken anything off the connection: those may have been the answers.</summary>
    internal void ForgetTaken()
    {
        lock (_asked)
        {
            if (_connection.BytesTaken != _takenBefore)
            {
                _asked.Clear();
                _takenBefore = _connection.BytesTaken;
            }
        }
    }

    /// <summary>Whether a question has answers to get.</summary>
    internal bool Contains(object question)
    {
        lock (_asked)
        {
            foreach ((object asked, _) in _asked)
            {
                if (ReferenceEquals(asked, question))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Nobody knows any more what answers what.</summary>
    internal void Clear()
    {
        lock (_asked)
        {
            _asked.Clear();
        }
    }
}
