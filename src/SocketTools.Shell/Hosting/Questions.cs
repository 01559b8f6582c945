using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace SocketTools.Shell.Hosting;

/// <summary>What the engine asks the user: missing mandatory parameters, confirmations, credentials.</summary>
internal sealed class Questions(PSHostUserInterface ui)
{
    internal Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        Announce(caption, message);
        Dictionary<string, PSObject> answers = [];
        foreach (FieldDescription field in fields)
        {
            Type type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
            answers[field.Name] = PSObject.AsPSObject(Ask(field.Name, type));
        }

        return answers;
    }

    internal int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Announce(caption, message);
        string[] keys = [.. choices.Select(KeyOf)];
        string line = string.Join(' ', choices.Select((choice, i) => $"[{keys[i]}] {NameOf(choice)}")) + " [?] Help";
        while (true)
        {
            ui.Write(line + (defaultChoice >= 0 ? $" (default is \"{keys[defaultChoice]}\"): " : ": "));
            string answer = ui.ReadLine().Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
            {
                return defaultChoice;
            }

            for (int i = 0; i < choices.Count; i++)
            {
                if (Same(answer, keys[i]) || Same(answer, NameOf(choices[i])))
                {
                    return i;
                }

                if (answer == "?")
                {
                    ui.WriteLine($"{keys[i]} - {choices[i].HelpMessage}");
                }
            }
        }
    }

    internal PSCredential AskCredential(string caption, string message, string? userName)
    {
        Announce(caption, message);
        while (string.IsNullOrEmpty(userName))
        {
            ui.Write("User: ");
            userName = ui.ReadLine();
        }

        ui.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ui.ReadLineAsSecureString());
    }

    private object Ask(string name, Type type)
    {
        if (type == typeof(PSCredential))
        {
            return AskCredential(string.Empty, name, userName: null);
        }

        if (type.IsArray)
        {
            return AskList(name, type);
        }

        while (true)
        {
            ui.Write(name + ": ");
            object answer = type == typeof(SecureString) ? ui.ReadLineAsSecureString() : ui.ReadLine();
            try
            {
                return LanguagePrimitives.ConvertTo(answer, type, CultureInfo.CurrentCulture);
            }
            catch (PSInvalidCastException e)
            {
                ui.WriteErrorLine(e.Message);
            }
        }
    }

    private object AskList(string name, Type type)
    {
        List<string> items = [];
        while (true)
        {
            ui.Write(string.Create(CultureInfo.InvariantCulture, $"{name}[{items.Count}]: "));
            string item = ui.ReadLine();
            if (item.Length == 0)
            {
                return LanguagePrimitives.ConvertTo(items, type, CultureInfo.CurrentCulture);
            }

            items.Add(item);
        }
    }

    private void Announce(string caption, string message)
    {
        foreach (string line in new[] { caption, message }.Where(text => !string.IsNullOrEmpty(text)))
        {
            ui.WriteLine(line);
        }
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(ChoiceDescription choice) => choice.Label.Replace("&", string.Empty, StringComparison.Ordinal);

    private static string KeyOf(ChoiceDescription choice)
    {
        int mark = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return mark >= 0 && mark + 1 < choice.Label.Length
            ? choice.Label[mark + 1].ToString().ToUpper(CultureInfo.CurrentCulture)
            : choice.Label;
    }
}
