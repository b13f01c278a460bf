# shellcheck shell=bash
# The rules of commit messages, see CONTRIBUTING.md. Sourced after common.sh, by the hook and by ./test.

commit_subject_limit=72
commit_body_limit=76
commit_subject='^[a-z0-9.-]+(, [a-z0-9.-]+)*: [^ ].*[^.]$'

# Reads a commit message from stdin and prints its problems, one per line. Prints nothing if the message is good.
commit_message_problems() {
  local LC_ALL=C.UTF-8 line number=0
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $number in
      1)
        [[ $line =~ $commit_subject ]] ||
          echo "the subject must be 'module: imperative sentence', without a full stop: $line"
        [ "${#line}" -le "$commit_subject_limit" ] ||
          echo "the subject has ${#line} characters, at most $commit_subject_limit are allowed: $line"
        ;;
      2) [ -z "$line" ] || echo "the second line must be blank: $line" ;;
      *)
        # A single long word, such as an address, can not be wrapped.
        [ "${#line}" -le "$commit_body_limit" ] || [[ ! $line =~ [^\ ]\  ]] ||
          echo "line $number has ${#line} characters, at most $commit_body_limit are allowed: $line"
        ;;
    esac
  done
  [ "$number" -gt 0 ] || echo "the message is empty"
}

# Checks the commits of the repository in directory $1 that come after the commit that added these rules. Prints the
# problems. Fails if there are any. Does not check merges, commits that do not descend from that commit, and all but the
# newest 200.
check_commit_messages() {
  local directory=$1 base commit problems status=0
  base=$(git -C "$directory" log --diff-filter=A --format=%H -1 -- scripts/commit-message.sh 2>/dev/null) || base=
  if [ -z "$base" ]; then
    say "no git history: commit messages are not checked"
    return 0
  fi
  for commit in $(git -C "$directory" rev-list --no-merges --max-count=200 --ancestry-path "$base..HEAD"); do
    problems=$(git -C "$directory" log -1 --format=%B "$commit" | commit_message_problems)
    if [ -n "$problems" ]; then
      printf 'commit %.12s: %s\n' "$commit" "${problems//$'\n'/$'\n'"commit ${commit:0:12}: "}" >&2
      status=1
    fi
  done
  return "$status"
}
