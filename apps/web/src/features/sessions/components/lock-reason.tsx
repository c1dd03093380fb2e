/** Why buttons nearby are locked; they point at it. Nothing where they are not. */
export function LockReason({ id, reason }: { id: string; reason: string | undefined }) {
  if (!reason) return null;
  return (
    <p className="cap" id={id}>
      {reason}
    </p>
  );
}
