//! A whole room with simulated clients over a simulated network, in virtual time.

mod world;

mod conversing;
mod hostile;
mod layers;
mod meeting;
mod moderating;
mod presence;
mod resuming;

#[test]
fn timing() {
    let mut world = world::World::new();
    for i in 0..4 {
        let name = format!("n{i}");
        let t = world.now;
        world.enter(&name, &name, |_| {}, |_| {});
        world.until("c", |w| w.seats[&name].client.is_connected());
        eprintln!("{name} {:?}", world.now - t);
    }
}
