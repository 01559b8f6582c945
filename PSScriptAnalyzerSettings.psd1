# What PSScriptAnalyzer is asked to leave out, and why. With these it finds nothing in build.ps1, the manifest, the tests and the examples of
# the documents: Documents.Tests.ps1 looks, where the module is installed.
@{
    ExcludeRules = @(
        # Pester's blocks share variables, a script's functions use its parameters, and an example is looked at alone: the rule sees one block.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'

        # Functions of a test or of build.ps1 are steps of it, and nobody's commands.
        'PSUseShouldProcessForStateChangingFunctions'

        # The module is made to be typed: first the thing, then the detail, by position.
        'PSAvoidUsingPositionalParameters'

        # Files are UTF-8 without a mark, as .editorconfig says; PowerShell 7 runs them.
        'PSUseBOMForUnicodeEncodedFile'

        # Passwords of tests and examples are no secrets, and go to servers on this computer.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        'PSAvoidUsingAllowUnencryptedAuthentication'
    )
    Rules        = @{
        # A task of build.ps1, which is no short form of Get-Package.
        PSAvoidUsingCmdletAliases = @{ allowlist = @('Package') }
    }
}
